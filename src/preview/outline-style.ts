/** The look of the outline, of blocks, of findings and of the frames in them. */

export const OUTLINE_STYLE = `
.summary { margin: -.5rem 0 1rem; }
.tag { font: .75rem/1.4 ui-monospace, Menlo, Consolas, monospace; color: var(--soft); background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; font-weight: 400; vertical-align: .1em; }
.blocks { list-style: none; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
.blocks h3 { margin: 0; font-size: 1.05rem; } .blocks p { margin: .25rem 0 .75rem; }
.tree ul { list-style: none; padding: 0; margin: .1rem 0; }
.tree a, .blocks h3 a, .child-name a { text-decoration-color: var(--line); text-underline-offset: .2em; } .tree a:hover, .blocks h3 a:hover, .child-name a:hover { text-decoration-color: currentColor; }
.tree li[data-words] { position: relative; padding: .1rem 0 .1rem 1.6rem; }
.tree .row { margin: 0; } .tree .findings { margin: .25rem 0 !important; }
.tree details[data-key] > summary { position: absolute; left: 0; top: .1rem; width: 1.6rem; height: 1.6rem; padding-left: .35rem; cursor: pointer; border-radius: 4px; color: var(--soft); } .tree details[data-key] > summary:hover { background: var(--raised); color: var(--text); }
.tree details[data-key] > ul { border-left: 1px solid var(--line); margin-left: -.85rem; padding-left: .85rem; }
.tree li.ab[data-words] { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .35rem .6rem .35rem 1.75rem; margin: .25rem 0; } .tree .ab > details[data-key] > summary { top: .35rem; }
.tree .group { margin: .35rem 0; } .tree .group-name { margin: 0; font-size: .9rem; }
.badge.ab-mark { color: var(--link); font-weight: 600; }
[hidden] { display: none !important; }
svg.bar { display: block; width: 100%; height: .6rem; border-radius: 999px; }
.shares { margin: .5rem 0 1rem; } .blocks .shares { margin: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; list-style: none; padding: 0; margin: .35rem 0 0; font-size: .85rem; }
.legend li::before { content: ""; display: inline-block; width: .65em; height: .65em; border-radius: 2px; margin-right: .4em; background: var(--group); }
main[data-lost]::before { content: "The preview does not answer. What you see may be old; the page catches up once it runs again."; display: block; border: 1px solid var(--warning); border-left-width: .4rem; border-radius: 6px; padding: .5rem .75rem; margin: 0 0 1rem; }
main:focus { outline: none; } main p, main h1, main li, main td { overflow-wrap: anywhere; }
svg.bar .ground { fill: var(--line); } svg.bar .share { fill: var(--group); }
.findings { list-style: none; padding: 0 !important; margin: .35rem 0 !important; border: 0 !important; }
.findings details { border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; margin: .25rem 0; background: var(--ground); }
.findings summary { cursor: pointer; overflow-wrap: anywhere; } .findings p { margin: .35rem 0; }
pre.source { padding: .5rem 0; margin: .35rem 0; font-size: .85rem; line-height: 1.45; max-height: 32rem; overflow: auto; }
pre.source .line { display: block; padding-right: .75rem; min-width: max-content; }
pre.source .line-number { display: inline-block; width: 3.5em; padding-right: 1em; text-align: right; color: var(--soft); user-select: none; }
mark { background: var(--mark); color: inherit; text-decoration: underline wavy var(--error); text-underline-offset: .2em; }
.trail ol { display: inline; list-style: none; padding: 0; margin: 0; font-size: .9rem; }
.trail li { display: inline; } .trail li + li::before { content: " › "; color: var(--soft); }
.side-by-side.groups { grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
section.group { border-top: .3rem solid var(--group); min-width: 0; }
section.group > h2 { margin: 0; border: 0; padding: 0; }
.share-text { margin: .1rem 0 .35rem; }
.child { margin: 1rem 0 0; min-width: 0; } .child .child { border-left: 2px solid var(--line); padding-left: .75rem; }
.child-name { font-size: 1rem; margin: 0 0 .35rem; }
.badge.same { color: var(--soft); } .badge.differs { color: var(--warning); }
details.nested { margin: .5rem 0; } details.nested > summary { cursor: pointer; }
iframe.content { display: block; width: 100%; height: 14rem; border: 1px solid var(--line); border-radius: 6px; background: #fff; resize: vertical; }
.settings { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem .75rem; margin: .25rem 0; overflow-wrap: anywhere; }
.settings dt { color: var(--soft); } .settings dd { margin: 0; }
.differences h3 { font-size: 1rem; margin: 1rem 0 .35rem; }
.diff { overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; max-width: 60rem; }
.diff p { margin: .15rem 0; }
del { background: var(--gone); text-decoration: line-through; } ins { background: var(--come); text-decoration: underline; }
.notice { border: 1px solid var(--warning); border-left-width: .4rem; border-radius: 6px; padding: .5rem .75rem; margin: 0 0 1rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) { main { padding: .75rem; } .tree li[data-words] { padding-left: 1.4rem; } .tree details[data-key] > ul { margin-left: -1rem; padding-left: .4rem; } .settings { grid-template-columns: minmax(0, 1fr); } }
`;
