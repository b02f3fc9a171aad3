/** The look of the outline and of the list of A/B blocks above it. */

/** Lists below so many others are not indented any more: blocks may hold one another without end. */
const DEEP = `.tree${' ul'.repeat(8)}`;

export const OUTLINE_STYLE = `
.summary { margin: -.5rem 0 1rem; }
.blocks { list-style: none; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
.blocks h3 { margin: 0; font-size: 1.05rem; } .blocks p { margin: .25rem 0 .75rem; }
.tree { --item-left: 1.6rem; --ab-left: 1.75rem; --ab-right: .6rem; }
.tree ul { list-style: none; padding: 0; margin: .1rem 0; }
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
${DEEP} details[data-key] > ul { margin-left: calc(-1 * var(--item-left)); padding-left: 0; border-left: 0; }
${DEEP} .group > ul { margin-left: calc(-1px - var(--ab-left)); margin-right: calc(-1px - var(--ab-right)); }
`;
