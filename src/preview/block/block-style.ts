/** The look of a block: its groups, what they show, and how they differ. */

export const BLOCK_STYLE = `
.child-name a { text-decoration-color: var(--line); text-underline-offset: .2em; } .child-name a:hover { text-decoration-color: currentColor; }
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
@media (max-width: 40rem) { .settings { grid-template-columns: minmax(0, 1fr); } }
`;
