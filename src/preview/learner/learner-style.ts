/** The look of the learner view. */

/** Lists below so many others are not indented any more: blocks may hold one another without end. */
const DEEP = 'ul.seen '.repeat(8).trim();

export const LEARNER_STYLE = `
.who { font-weight: 600; overflow-wrap: anywhere; }
h1 .who { font-weight: inherit; }
.compared p, .compared ul { margin: 0; } .compared ul { margin-top: .35rem; }
.compared { margin-bottom: 1rem; overflow-wrap: anywhere; }
ul.seen { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
ul.seen ul.seen { margin-left: .4rem; padding-left: .9rem; border-left: 1px solid var(--line); }
ul.seen > li { margin: .3rem 0; }
ul.seen summary { cursor: pointer; padding: .1rem 0; }
ul.seen details.leaf[open] > summary { margin-bottom: .4rem; }
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
${DEEP} ul.seen { margin-left: 0; padding-left: 0; border-left: 0; }
${DEEP} .choice > ul.seen { margin-left: calc(-.75rem - 1px); margin-right: calc(-.75rem - 1px); }
`;
