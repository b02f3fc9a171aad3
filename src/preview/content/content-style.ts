/** The style of content: in frames, which are documents of their own, and of cards on our pages. */

/** Cards, on our pages and in frames. */
export const CARD_STYLE = `
.player { aspect-ratio: 16 / 9; max-width: 36rem; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: .35rem; padding: 1rem; border-radius: 8px; background: var(--raised); border: 1px solid var(--line); text-align: center; overflow-wrap: anywhere; overflow: auto; }
.player.low { aspect-ratio: auto; } .player-name { font-weight: 600; }
ol.words { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; }
@media print { .player { aspect-ratio: auto; } }
`;

/** Content is written for white paper, so it keeps a white background in dark mode as well. */
export const FRAME_STYLE = `
:root { color-scheme: light; --raised: #f6f7f9; --line: #d5d9e0; } .soft { color: #545c6b; }
body { margin: 0; padding: .75rem; background: #fff; color: #1b1f27; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
body > :first-child, body > :first-child > :first-child, body > :first-child > :first-child > :first-child { margin-top: 0; }
p:empty { margin: 0; }
body > :last-child, body > :last-child > :last-child, body > :last-child > :last-child > :last-child, :is(td, th) > :last-child { margin-bottom: 0; }
math.tml-display { display: block math; margin: .5em 0; max-width: 100%; overflow-x: auto; overflow-y: hidden; } math * { border-color: currentColor; }
.tml-sml-pad { padding-left: .05em; } .tml-med-pad { padding-left: .1em; } .tml-lrg-pad { padding-left: .15em; }
.olx-tex { background: #f6f7f9; border-radius: 4px; padding: .1em .3em; }
img, table, pre, svg { max-width: 100%; } img { height: auto; max-height: 60rem; object-fit: contain; } pre { overflow-x: auto; }
outside-a[href] { color: #0b57b0; text-decoration: underline; } outside-a[tabindex] { cursor: pointer; }
outside-iframe, outside-embed, outside-object, outside-video, outside-audio { display: block; border: 1px dashed #8a93a3; border-radius: 6px; padding: .5rem .75rem; margin: .5rem 0; color: #545c6b; overflow-wrap: anywhere; }
outside-iframe::before, outside-embed::before { content: "Not loaded here: " attr(src); }
outside-object::before { content: "Not loaded here: " attr(data); }
outside-video::before { content: "▶ Video, not played here " attr(src); } outside-audio::before { content: "▶ Sound, not played here " attr(src); }
:is(outside-video, outside-audio) > outside-source { display: block; } :is(outside-video, outside-audio) > outside-source::before { content: attr(src); }
.olx-notice { border: 1px dashed #8a93a3; border-radius: 6px; padding: .3rem .6rem; margin: 0 0 .75rem; color: #545c6b; font-size: .875rem; }
.olx-response { border-left: 3px solid #d5d9e0; padding-left: .75rem; margin: .75rem 0; }
.olx-kind, .olx-aside { color: #545c6b; font-size: .8125rem; margin: 0 0 .25rem; }
.olx-label { font-weight: 600; margin: .25rem 0; }
.olx-choices, .olx-right, .olx-items { list-style: none; padding-left: 0; } .olx-choices p, .olx-items p { display: inline; }
.olx-right { color: #1b6b34; font-size: .875rem; }
.olx-hint { color: #545c6b; font-style: italic; margin: .25rem 0 .25rem 1.5rem; }
.olx-fold pre { max-height: 8rem; overflow: auto; font-size: .8125rem; }
.olx-fold { background: #f6f7f9; border-radius: 6px; padding: .5rem .75rem; margin: .75rem 0; }
.olx-lines { white-space: pre-line; } .olx-question { font-weight: 600; } .olx-question :is(p, h3) { margin: .25rem 0; }
.olx-survey { border-collapse: collapse; } .olx-survey :is(th, td) { border-bottom: 1px solid #d5d9e0; padding: .3rem .75rem; text-align: center; font-weight: 400; } .olx-survey tbody th { text-align: left; }
.olx-click { position: relative; display: inline-block; max-width: 100%; overflow: auto; } .olx-click img { max-width: none; max-height: none; } .olx-area { position: absolute; border: 2px solid #1b6b34; background: rgb(27 107 52 / .2); }
.olx-items > li { border: 1px solid #d5d9e0; border-radius: 6px; padding: .2rem .6rem; margin: .2rem 0; }
.olx-paper body { font-size: 9pt; line-height: 1.35; padding: 0 .2rem; } .olx-paper img { max-height: 9cm; } .olx-paper :is(p, ul, .olx-fold, .olx-response) { margin-block: .25rem; }
@media print { body { font-size: 9pt; line-height: 1.35; padding: 0 .2rem; } img { max-height: 9cm; } :is(p, ul, .olx-fold, .olx-response) { margin-block: .25rem; } }
textarea { width: 100%; } .settings { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem .75rem; margin: .5rem 0 0; font-size: .8125rem; overflow-wrap: anywhere; color: #545c6b; } .settings dd { margin: 0; }
${CARD_STYLE}`;
