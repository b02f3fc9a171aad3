/** The style sheet of the views, on live pages and in a report: one section for each view. */
import { STYLE } from '../../presentation/style.js';
import { CARD_STYLE } from '../content/content-style.js';

/** Lists nested deeper than this are not indented: blocks may be nested to any depth. */
const DEEP = 8;
const DEEP_TREE = `.tree${' ul'.repeat(DEEP)}`;
const DEEP_SEEN = Array<string>(DEEP).fill('ul.seen').join(' ');

/** The header: the switch of viewpoints, and the line that says whose view a page shows. */
const HEADER = `
header.site .tools { display: flex; flex-wrap: wrap; gap: .35rem 1rem; align-items: center; margin-left: auto; }
form.as { display: flex; flex-wrap: wrap; gap: .35rem .6rem; align-items: center; min-width: 0; }
form.search { display: flex; gap: .35rem; min-width: 0; } form.search input { width: 11rem; min-width: 0; }
form.as select { max-width: min(16rem, 100%); } form.as .who input { width: 9rem; }
form.as:not(:has(option[value="learner"]:checked)) .who { display: none; }
select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 6px; padding: .3rem .4rem; max-width: 100%; }
mark.hit { text-decoration: none; } ul.found { list-style: none; padding: 0; } ul.found li { border-bottom: 1px solid var(--line); padding: .4rem 0; } ul.found p { margin: .1rem 0; }
.as-line { border: 1px solid var(--link); border-left-width: .4rem; border-radius: 6px; padding: .35rem .75rem; margin: 0 0 1rem; }
@media screen and (max-width: 40rem) {
  header.site { padding: .5rem .75rem; gap: .3rem .75rem; } header.site > strong { width: 100%; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  header.site nav { flex-wrap: nowrap; width: 100%; overflow-x: auto; white-space: nowrap; font-size: .85rem; gap: .65rem; padding: 3px; margin: -3px; }
  header.site .tools { margin-left: 0; width: 100%; flex-wrap: nowrap; gap: .5rem; font-size: .9rem; } header.site .tools:has(option[value="learner"]:checked) { flex-wrap: wrap; }
  form.search { flex: 1 1 6rem; } form.search input { width: 100%; } form.search button { display: none; }
  form.as { flex: 2 1 10rem; flex-wrap: nowrap; } form.as label { min-width: 0; flex: 1; } form.as select { width: 100%; } form.as .label-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
`;

/** Findings, and source text with line numbers. */
const FINDINGS = `
.findings { list-style: none; padding: 0 !important; margin: .35rem 0 !important; border: 0 !important; }
.findings details { border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; margin: .25rem 0; background: var(--ground); }
.findings summary { cursor: pointer; overflow-wrap: anywhere; } .findings p { margin: .35rem 0; }
.found-in > h3 { margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
pre.source { padding: .5rem 0; margin: .35rem 0; font-size: .85rem; line-height: 1.45; max-height: 32rem; overflow: auto; }
pre.source .line { display: block; padding-right: .75rem; min-width: max-content; }
pre.source .line-number { display: inline-block; width: 3.5em; padding-right: 1em; text-align: right; color: var(--soft); user-select: none; }
mark { background: var(--mark); color: inherit; text-decoration: underline wavy var(--error); text-underline-offset: .2em; }
`;

/** The start page: a table for each experiment; on a phone each row is a block of lines. */
const START = `
.experiment-table { border: 1px solid var(--line); border-radius: 8px; margin: 1.25rem 0; overflow: hidden; }
.experiment-table .head { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: baseline; background: var(--raised); padding: .6rem 1rem; }
.experiment-table .head > * { margin: 0; } .experiment-table .legend { margin: 0; }
table.places { width: 100%; } table.places th, table.places td { padding: .4rem .75rem; } table.places tbody tr:last-child > * { border-bottom: 0; }
table.places .where { display: block; font-size: .9rem; } table.places .where a { color: inherit; text-decoration-color: var(--line); } table.places th[scope=row] { font-weight: 400; width: 40%; overflow-wrap: anywhere; } table.places .counts { width: 8rem; }
table.places tr.broken { box-shadow: inset .35rem 0 var(--error); } .broken-mark { color: var(--error); }
.same-groups { display: block; font-size: .9rem; } a.badge { text-decoration: none; } a.badge:hover { text-decoration: underline; }
.experiment-table > p { padding: 0 1rem; }
@media screen and (max-width: 48rem) {
  table.places thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.places, table.places tbody, table.places tr { display: block; } table.places tr > * { display: block; width: auto !important; border: 0; padding: .1rem 1rem; }
  table.places tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
}
`;

/** The outline, and the cards of experiments by group_access. */
const OUTLINE = `
.summary { margin: -.5rem 0 1rem; }
.blocks { list-style: none; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
.blocks h3 { margin: 0; font-size: 1.05rem; } .blocks p { margin: .25rem 0 .75rem; }
.tree { --item-left: 1.6rem; --ab-left: 1.75rem; --ab-right: .6rem; }
.tree ul { list-style: none; padding: 0; margin: .1rem 0; }
.tree > ul > li { content-visibility: auto; contain-intrinsic-size: auto 30rem; }
.tree a, .blocks h3 a { text-decoration-color: var(--line); text-underline-offset: .2em; } .tree a:hover, .blocks h3 a:hover { text-decoration-color: currentColor; }
.tree li[data-words] { position: relative; padding: .1rem 0 .1rem var(--item-left); }
.tree .row { margin: 0; } .tree .findings { margin: .25rem 0 !important; }
.tree details[data-key] > summary { position: absolute; left: 0; top: .1rem; width: 1.6rem; height: 1.6rem; padding-left: .35rem; cursor: pointer; border-radius: 4px; color: var(--soft); } .tree details[data-key] > summary:hover { background: var(--raised); color: var(--text); }
.tree details[data-key] > ul { border-left: 1px solid var(--line); margin-left: -.85rem; padding-left: .85rem; }
.tree li.ab[data-words] { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .35rem var(--ab-right) .35rem var(--ab-left); margin: .25rem 0; } .tree .ab > details[data-key] > summary { top: .35rem; }
.tree .group { margin: .35rem 0; } .tree .group-name { margin: 0; font-size: .9rem; }
.badge.ab-mark { color: var(--link); font-weight: 600; max-width: 100%; white-space: normal; overflow-wrap: anywhere; border-radius: .8rem; }
.blocks .shares { margin: 0; }
@media (max-width: 40rem) { .tree { --item-left: 1.4rem; --ab-left: 1.4rem; --ab-right: .4rem; } .tree details[data-key] > ul { margin-left: -1rem; padding-left: .4rem; } }
${DEEP_TREE} details[data-key] > ul { margin-left: calc(-1 * var(--item-left)); padding-left: 0; border-left: 0; }
${DEEP_TREE} .group > ul { margin-left: calc(-1px - var(--ab-left)); margin-right: calc(-1px - var(--ab-right)); }
`;

/** A block: its groups, their content, and the differences. */
const BLOCK = `
.child-name a { text-decoration-color: var(--line); text-underline-offset: .2em; } .child-name a:hover { text-decoration-color: currentColor; }
.trail ol { display: inline; list-style: none; padding: 0; margin: 0; font-size: .9rem; }
.file + .of-experiment::before { content: '· '; }
.trail li { display: inline; } .trail li + li::before { content: " › "; color: var(--soft); }
.side-by-side.groups { grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
section.group { border-top: .3rem solid var(--group); min-width: 0; }
section.group > h2 { margin: 0; border: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.share-text { margin: .1rem 0 .35rem; }
.child { margin: 1rem 0 0; min-width: 0; } .child .child { border-left: 2px solid var(--line); padding-left: .75rem; }
.child-name { font-size: 1rem; margin: 0 0 .35rem; }
.badge.same { color: var(--soft); } .badge.differs { color: var(--warning); }
details.nested { margin: .5rem 0; } details.nested > summary { cursor: pointer; }
iframe.content { display: block; width: 100%; height: 14rem; border: 1px solid var(--line); border-radius: 6px; background: #fff; resize: vertical; }
.settings { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem .75rem; margin: .25rem 0; overflow-wrap: anywhere; }
.settings dt { color: var(--soft); } .settings dd { margin: 0; }
section.differs { border-left: .4rem solid var(--line); padding: .1rem 0 .1rem .9rem; margin: 1rem 0 1.5rem; } section.differs h2 { margin: 0 0 .25rem; } section.differs > ul, section.differs details > ul { padding-left: 1.2rem; margin: .35rem 0; }
.in-short { font-size: 1.05rem; font-weight: 600; margin: .25rem 0; } section.differs summary { cursor: pointer; padding: .2rem 0; }
.differences h3 { font-size: 1rem; margin: 1rem 0 .35rem; }
.diff { overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; max-width: 60rem; }
.diff p { margin: .15rem 0; }
del { background: var(--gone); text-decoration: line-through; } ins { background: var(--come); text-decoration: underline; }
@media (max-width: 40rem) { .settings { grid-template-columns: minmax(0, 1fr); } }
`;

/** The learner view. */
const LEARNER = `
.who { font-weight: 600; overflow-wrap: anywhere; }
h1 .who { font-weight: inherit; }
.compared p, .compared ul { margin: 0; } .compared ul { margin-top: .35rem; }
.compared { margin-bottom: 1rem; overflow-wrap: anywhere; }
ul.seen { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
ul.seen ul.seen { margin-left: .4rem; padding-left: .9rem; border-left: 1px solid var(--line); }
ul.seen > li { margin: .3rem 0; }
ul.seen summary { cursor: pointer; padding: .1rem 0; }
ul.seen > li.leaf { margin: 1rem 0; } .leaf-name { font-weight: 600; margin: 0 0 .3rem; } a.late-frame { display: inline-block; }
form.ask label.switch { display: flex; align-items: center; gap: .4rem; } label.switch input { accent-color: var(--link); }
.choice { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .75rem; background: var(--raised); }
ul.seen > li.choice { margin: .6rem 0; }
.choice p { margin: 0; } .choice > p { margin-bottom: .35rem; }
.choice .got { background: var(--ground); padding: .4rem .75rem; border-radius: 6px; }
.choice .card.got { border-left: .4rem solid var(--group, var(--line)); }
.choice > ul.seen { margin-top: .5rem; }
.choice .card ul.seen { margin: .5rem 0 0; padding: 0; border: 0; }
.choice.differs { border: 2px solid var(--warning); }
.choice.differs:target { background: var(--mark); }
.choice-name { font-weight: 600; }
.reason { color: var(--soft); font-size: .9rem; }
@media (max-width: 40rem) { ul.seen ul.seen { margin-left: .2rem; padding-left: .5rem; } }
${DEEP_SEEN} ul.seen { margin-left: 0; padding-left: 0; border-left: 0; }
${DEEP_SEEN} .choice > ul.seen { margin-left: calc(-.75rem - 1px); margin-right: calc(-.75rem - 1px); }
`;

/** The experiment view and its plot. */
const EXPERIMENT = `
table.groups th, table.groups td { vertical-align: middle; }
table.groups th { font-weight: inherit; } table.groups td { white-space: nowrap; }
table.groups thead th { color: var(--soft); font-size: .9rem; }
table.groups .group-name { display: inline-block; min-width: 4rem; max-width: 22rem; overflow-wrap: break-word; }
table.sights { width: 100%; } table.sights th[scope=row] { font-weight: 400; width: 30%; overflow-wrap: anywhere; } table.sights td { min-width: 9rem; }
@media screen and (max-width: 48rem) { table.sights thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } table.sights, table.sights tbody, table.sights tr { display: block; } table.sights tr > * { display: block; width: auto !important; border: 0; padding: .1rem 0; } table.sights tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } table.sights td[data-head]::before { content: attr(data-head) ': '; color: var(--soft); } }
td.meter { width: 12rem; min-width: 4rem; }
svg.meter { display: block; width: 100%; height: .8rem; border-radius: 3px; }
svg.meter .whole { fill: var(--raised); } svg.meter .part { fill: var(--group, var(--soft)); }
.experiments { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
.experiments h2 { margin-top: 0; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
ul.places { padding-left: 1.2rem; } ul.places li { margin: .4rem 0; overflow-wrap: anywhere; }
main code { overflow-wrap: anywhere; }
.verdict { font-weight: 500; } .verdict.error strong { color: var(--error); }
.trouble { color: var(--error); font-weight: 600; overflow-wrap: anywhere; } .trouble p { margin: .25rem 0; } .trouble .soft { font-weight: 400; }
figure.plot { margin: 1rem 0; max-width: 54rem; }
figure.plot figcaption { color: var(--soft); font-size: .9rem; max-width: 46rem; }
svg.plot { display: block; width: 100%; height: auto; font-family: system-ui, sans-serif; }
svg.plot text { fill: var(--text); font-size: 13px; } svg.plot .tick { fill: var(--soft); font-size: 12px; }
svg.plot .grid { stroke: var(--line); stroke-width: .5; } svg.plot .axis { stroke: var(--soft); }
svg.plot .band { fill: var(--group, var(--soft)); fill-opacity: .14; }
svg.plot .portion { stroke: var(--text); stroke-width: .75; stroke-opacity: .7; }
svg.plot .share { fill: none; stroke: var(--group); stroke-width: 2; stroke-linejoin: round; }
svg.plot .leader { fill: none; stroke: var(--group); stroke-width: 2; }
svg.plot .zero { stroke: var(--text); stroke-dasharray: 4 3; }
svg.plot .interval { stroke: var(--link); stroke-width: 3; } svg.plot .interval.end { stroke-width: 2; } svg.plot .estimate { fill: var(--link); }
svg.plot .untrusted .interval { stroke: var(--soft); stroke-width: 2; stroke-dasharray: 3 5; } svg.plot .untrusted .estimate { fill: var(--ground); stroke: var(--soft); stroke-width: 2; }
figure.plot + .scroll + .scroll { margin-top: 1rem; }
figure.plot .narrow { display: none; }
@media screen and (max-width: 40rem) { figure.plot .wide { display: none; } figure.plot .narrow { display: block; } table.groups { font-size: .8125rem; } table.groups td.meter { display: none; } table.groups thead td { display: none; } table.groups th, table.groups td { padding-right: .4rem; } table.groups .group-name { min-width: 0; } }
details.numbers > summary { cursor: pointer; }
`;

/** The style sheet of every view. */
export const VIEW_STYLE = [
  STYLE,
  HEADER,
  FINDINGS,
  START,
  OUTLINE,
  BLOCK,
  LEARNER,
  EXPERIMENT,
  CARD_STYLE,
].join('');
