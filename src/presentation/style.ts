/** The style sheet of every page and of the report: light and dark colours, the layout, and the parts that all views share. */

/** One colour per group, distinguishable for colour-blind readers too (Okabe and Ito); group n takes n modulo this number. */
export const GROUP_COLOURS = 7;

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f6f7f9; --line: #d5d9e0; --text: #1b1f27; --soft: #545c6b; --link: #0b57b0;
  --error: #b3261e; --warning: #8a5300; --info: #2a5db0; --mark: #fff3c4; --gone: #fde3e1; --come: #dcf3e0;
  --group-0: #0072b2; --group-1: #d55e00; --group-2: #007a5a; --group-3: #a6477a; --group-4: #806600; --group-5: #3a7ca5; --group-6: #5b5b5b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --raised: #1d2229; --line: #39414d; --text: #e7eaef; --soft: #a5aebb; --link: #8ab8ff;
    --error: #ff9b92; --warning: #f2bd66; --info: #9dc1ff; --mark: #4a3f10; --gone: #54211e; --come: #173f22;
    --group-0: #56b4e9; --group-1: #f08a4b; --group-2: #3fc79a; --group-3: #dd8fba; --group-4: #e3c53c; --group-5: #8fc3e8; --group-6: #b8b8b8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
header.site { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; padding: .75rem 1rem; border-bottom: 1px solid var(--line); background: var(--raised); }
header.site nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
header.site nav a[aria-current] { font-weight: 600; color: var(--text); }
main { max-width: 90rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
code, pre, .code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
pre { overflow-x: auto; padding: .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.soft { color: var(--soft); }
.badge { display: inline-block; padding: 0 .5em; border: 1px solid currentColor; border-radius: 999px; font-size: .8rem; white-space: nowrap; }
.badge.error { color: var(--error); } .badge.warning { color: var(--warning); } .badge.info { color: var(--info); }
.card { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; background: var(--ground); }
.side-by-side { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
.g0 { --group: var(--group-0); } .g1 { --group: var(--group-1); } .g2 { --group: var(--group-2); } .g3 { --group: var(--group-3); }
.g4 { --group: var(--group-4); } .g5 { --group: var(--group-5); } .g6 { --group: var(--group-6); }
.group-name { border-left: .4rem solid var(--group, var(--line)); padding-left: .5rem; }
form.ask { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0 1rem; }
form.ask label { display: grid; gap: .15rem; }
input, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 6px; padding: .3rem .6rem; max-width: 100%; }
button { background: var(--raised); cursor: pointer; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: .5rem; }
/* A right-to-left name must not reorder the text beside it. */
a, del, ins, .tag, .badge, .soft, .code { unicode-bidi: isolate; }
.tag { font: .75rem/1.4 ui-monospace, Menlo, Consolas, monospace; color: var(--soft); background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; font-weight: 400; vertical-align: .1em; }
[hidden] { display: none !important; }
svg.bar { display: block; width: 100%; height: .6rem; border-radius: 999px; }
.shares { margin: .5rem 0 1rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; list-style: none; padding: 0; margin: .35rem 0 0; font-size: .85rem; }
.legend li::before { content: ""; display: inline-block; width: .65em; height: .65em; border-radius: 2px; margin-right: .4em; background: var(--group); }
main[data-lost]::before { content: "The preview is not running. This page may be out of date; it updates once the preview runs again."; display: block; border: 1px solid var(--warning); border-left-width: .4rem; border-radius: 6px; padding: .5rem .75rem; margin: 0 0 1rem; }
main:focus { outline: none; } main :is(p, h1, h2, h3, h4, h5, h6, li, td, summary, del, ins) { overflow-wrap: anywhere; }
svg.bar .ground { fill: var(--line); } svg.bar .share { fill: var(--group); }
.notice { border: 1px solid var(--warning); border-left-width: .4rem; border-radius: 6px; padding: .5rem .75rem; margin: 0 0 1rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) { main { padding: .75rem; } }
@media print { header.site, form.ask, .skip { display: none; } .card { break-inside: avoid; } a { color: inherit; } }
`;
