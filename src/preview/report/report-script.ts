/** The only script of a report, which its policy names by its hash: it makes the frames as high as what they show. */
import { createHash } from 'node:crypto';
import { contentPolicy } from '../../http/content-policy.js';

/** Without it everything can be read as well; frames are then as high as was guessed, and scroll. */
export const REPORT_SCRIPT = `
'use strict';
const frames = [...document.querySelectorAll('iframe.content')];
// First all are made low, then all are measured, then all get their height: the page is laid out twice, however many there are.
const fit = (some) => {
  const ready = some.filter((frame) => frame.offsetWidth > 0 && frame.contentDocument?.body?.firstElementChild);
  for (const frame of ready) frame.style.height = '0';
  const heights = ready.map((frame) => Math.min(frame.contentDocument.documentElement.scrollHeight, 20000));
  ready.forEach((frame, index) => { frame.style.height = heights[index] + 2 + 'px'; });
};
for (const frame of frames) frame.addEventListener('load', () => fit([frame]));
fit(frames);
let width = innerWidth;
addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; fit(frames); } });
document.addEventListener('toggle', (event) => fit(frames.filter((frame) => event.target.contains(frame))), true);
// A sheet of paper is 17 cm wide between its margins.
addEventListener('beforeprint', () => {
  for (const frame of frames) frame.style.width = '17cm';
  fit(frames);
  for (const frame of frames) frame.style.width = '';
});
addEventListener('afterprint', () => fit(frames));
`;

export const REPORT_POLICY = contentPolicy({
  'style-src': "'unsafe-inline'",
  'img-src': 'data:',
  'script-src': `'sha256-${createHash('sha256').update(REPORT_SCRIPT).digest('base64')}'`,
});
