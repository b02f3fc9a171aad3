/** The look of findings and of source text with its lines. */

export const FINDINGS_STYLE = `
.findings { list-style: none; padding: 0 !important; margin: .35rem 0 !important; border: 0 !important; }
.findings details { border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; margin: .25rem 0; background: var(--ground); }
.findings summary { cursor: pointer; overflow-wrap: anywhere; } .findings p { margin: .35rem 0; }
pre.source { padding: .5rem 0; margin: .35rem 0; font-size: .85rem; line-height: 1.45; max-height: 32rem; overflow: auto; }
pre.source .line { display: block; padding-right: .75rem; min-width: max-content; }
pre.source .line-number { display: inline-block; width: 3.5em; padding-right: 1em; text-align: right; color: var(--soft); user-select: none; }
mark { background: var(--mark); color: inherit; text-decoration: underline wavy var(--error); text-underline-offset: .2em; }
`;
