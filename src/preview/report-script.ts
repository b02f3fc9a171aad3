/** The only script of a report, which its policy names by its hash: it makes the frames as high as what they show. */
import { createHash } from 'node:crypto';

/** Without it everything can be read as well; frames are then as high as was guessed, and scroll. */
export const REPORT_SCRIPT = `
'use strict';
const frames = [...document.querySelectorAll('iframe.content')];
const fit = (frame) => {
  const shown = frame.contentDocument?.documentElement;
  if (!shown || !frame.contentDocument.querySelector('body') || !frame.offsetWidth) return;
  frame.style.height = '0';
  frame.style.height = Math.min(shown.scrollHeight, 20000) + 2 + 'px';
};
for (const frame of frames) frame.addEventListener('load', () => fit(frame));
frames.forEach(fit);
let wait;
addEventListener('resize', () => { clearTimeout(wait); wait = setTimeout(() => frames.forEach(fit), 200); });
addEventListener('toggle', () => frames.forEach(fit), true);
// A sheet of paper is 17 cm wide between its margins.
addEventListener('beforeprint', () => { for (const frame of frames) { frame.style.width = '17cm'; fit(frame); frame.style.width = ''; } });
addEventListener('afterprint', () => frames.forEach(fit));
`;

export const REPORT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  `script-src 'sha256-${createHash('sha256').update(REPORT_SCRIPT).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
