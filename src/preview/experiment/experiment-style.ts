/** The look of the experiment view and of its plot. */

export const EXPERIMENT_STYLE = `
table.groups th, table.groups td { vertical-align: middle; }
table.groups th { font-weight: inherit; } table.groups td { white-space: nowrap; }
table.groups thead th { color: var(--soft); font-size: .9rem; }
table.groups .group-name { display: inline-block; min-width: 4rem; max-width: 22rem; overflow-wrap: break-word; }
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
figure.plot .narrow { display: none; }
@media screen and (max-width: 40rem) { figure.plot .wide { display: none; } figure.plot .narrow { display: block; } table.groups { font-size: .8125rem; } table.groups td.meter { display: none; } table.groups thead td { display: none; } table.groups th, table.groups td { padding-right: .4rem; } table.groups .group-name { min-width: 0; } }
details.numbers > summary { cursor: pointer; }
`;
