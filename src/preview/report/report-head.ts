/**
 * The head of a page that is one file, and what a report adds to the pages: its style for screen and paper, its only
 * script, and the policy that allows this script by its hash.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contentPolicy } from '../../http/content-policy.js';
import { REPORT_MARK } from '../../presentation/file-kinds.js';
import { type Html, html, trusted } from '../../presentation/html.js';
import { VIEW_STYLE } from '../page/view-style.js';

export const REPORT_SCRIPT = readFileSync(new URL('./report-client.js', import.meta.url), 'utf8');

const REPORT_POLICY = contentPolicy({
  'style-src': "'unsafe-inline'",
  'img-src': 'data:',
  'script-src': `'sha256-${createHash('sha256').update(REPORT_SCRIPT).digest('base64')}'`,
});

/** The contents list, the parts, and their layout on paper. */
const REPORT_STYLE = `
html { scroll-padding-top: .5rem; }
main { overflow-wrap: anywhere; } table.groups, details.numbers table { overflow-wrap: break-word; }
nav.contents > ul { display: grid; gap: .5rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), max-content)); list-style: none; padding: 0; } nav.contents ul ul { margin: 0; padding-left: 1.2rem; max-width: 34rem; }
nav.contents li { overflow-wrap: anywhere; }
section.part { border-top: 2px solid var(--line); margin-top: 2.5rem; padding-top: .5rem; }
section.part > h2 { font-size: 1.35rem; margin-top: .75rem; }
h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; } h4 { font-size: 1rem; margin: 1rem 0 .35rem; }
section.group > h3 { margin: 0; border: 0; padding: 0; } .blocks h4 { margin: 0; }
.up { font-size: .9rem; }
@media print {
  :root { color-scheme: light; --ground: #fff; --raised: #f6f7f9; --line: #c4c9d2; --text: #000; --soft: #444b57; --link: #000; --error: #b3261e; --warning: #8a5300; --info: #2a5db0; --mark: #fff3c4; --gone: #fde3e1; --come: #dcf3e0;
    --group-0: #0072b2; --group-1: #d55e00; --group-2: #007a5a; --group-3: #a6477a; --group-4: #806600; --group-5: #3a7ca5; --group-6: #5b5b5b; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  .up, nav.trail, .badge.ab-mark { display: none; }
  .side-by-side, .side-by-side.groups { grid-template-columns: 1fr 1fr; gap: .5rem; } .card { padding: .4rem .6rem; }
  .card { break-inside: auto; }
  section.part { margin-top: 1.5rem; }
  h2, h3, h4, h5, summary, .choice-name { break-after: avoid; }
  tr, figure, .findings li, .places li { break-inside: avoid; }
  section > p.code { break-after: avoid; }
  pre.source { max-height: none; white-space: pre-wrap; }
  pre.source .line { min-width: 0; }
  iframe.content { resize: none; }
  details:is(:not(.tree details), .findings details)::details-content { content-visibility: visible; display: block; height: auto; }
  .scroll { overflow: visible; }
}
`;

/** All before the body. @param version the version of olx-abtest */
export function reportHead(title: string, version: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY}">
${trusted(REPORT_MARK)} ${version}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(VIEW_STYLE + REPORT_STYLE)}</style>
</head>`;
}
