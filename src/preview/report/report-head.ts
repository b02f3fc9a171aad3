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
.on-paper { display: none; }
@page { margin: 1.1cm 1.2cm; }
@media print {
  .file + .of-experiment::before { content: ''; }
  :root { color-scheme: light; --ground: #fff; --raised: #f6f7f9; --line: #c4c9d2; --text: #000; --soft: #444b57; --link: #000; --error: #b3261e; --warning: #8a5300; --info: #2a5db0; --mark: #fff3c4; --gone: #fde3e1; --come: #dcf3e0;
    --group-0: #0072b2; --group-1: #d55e00; --group-2: #007a5a; --group-3: #a6477a; --group-4: #806600; --group-5: #3a7ca5; --group-6: #5b5b5b; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 9pt; } body { font-size: 1rem; line-height: 1.35; } main { max-width: none; padding: 0; }
  .up, .badge.ab-mark, nav.contents, #outline, .on-screen, .places-file, .file:has(+ .of-experiment), .sights .in-summary, section.group svg.bar, .shares, li.same-for-all { display: none; } .on-paper { display: block; }
  h1 { margin: 0 0 .5rem; } p { margin: .35rem 0; } .on-paper p { margin: .2rem 0; }
  .summary-page > h2 { margin: .5rem 0; } .experiment-table { margin: .5rem 0; border-radius: 0; } .experiment-table .head { padding: .2rem .5rem; }
  table.places th, table.places td, table.sights th, table.sights td { padding: .15rem .4rem; font-size: .95rem; line-height: 1.25; } table.places th[scope=row] { width: 35%; } table.places .counts { width: 5.4rem; } table.places th, table.places td { padding-block: .1rem; font-size: .92rem; }
  .experiment-table .scroll { overflow: visible; } .same-groups { font-size: .85rem; }
  section.differs { margin: .35rem 0 .5rem; padding: 0 0 0 .6rem; border-left-width: .2rem; } section.differs h2, section.differs h3 { display: none; } .in-short { font-size: 1rem; }
  section.differs details:not([open]) { display: none; }
  .shares { margin: .2rem 0; } .share-text { margin: 0; } .child { margin: .4rem 0 0; } .child .child { padding-left: .5rem; } .child-name { margin: 0 0 .15rem; font-size: 1rem; }
  .player { display: block; max-width: none; text-align: left; padding: .1rem .5rem; } .player > * { margin-right: .6rem; } .settings { margin: .1rem 0; font-size: .9rem; }
  ul.seen li.leaf { display: inline; } ul.seen li.leaf + li.leaf::before { content: ' · '; } .leaf-name { display: inline; } ul.seen li.leaf > :not(p) { display: none; } ul.seen > li { margin: .1rem 0; } ul.seen > li.choice { margin: .25rem 0; } .choice, .choice .got { padding: .15rem .5rem; } .choice .card.got { padding: .15rem .5rem; } .leaf-name { font-weight: 400; } .choice.differs > p { display: inline; margin-right: .6rem; } .choice .got p { display: inline; margin-right: .6rem; } .choice .got details > summary { display: none; }
  table.sights th[scope=row] { width: 36%; } table.sights td { min-width: 0; }
  .summary-page { break-after: page; } .summary-page:has(tbody tr:nth-child(16)) { break-after: auto; }
  .side-by-side, .side-by-side.groups { grid-template-columns: 1fr 1fr; gap: .5rem; } .card { padding: .3rem .5rem; border-radius: 0; }
  .card { break-inside: auto; }
  section.part { margin-top: .8rem; padding-top: .2rem; border-top-width: 1px; } section.part > h2 { font-size: 1.2rem; margin: .2rem 0; }
  h2, h3, h4, h5, summary, .choice-name, .share-text { break-after: avoid; }
  tr, figure, .findings li, .places li { break-inside: avoid; }
  section > p.code { break-after: avoid; }
  pre.source { max-height: none; white-space: pre-wrap; }
  pre.source .line { min-width: 0; }
  iframe.content { resize: none; border: 0; }
  details.numbers::details-content { content-visibility: visible; display: block; height: auto; }
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
