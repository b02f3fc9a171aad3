/** Source text with its line numbers. */
import { visible } from '../../index.js';
import { type Html, html } from '../../presentation/html.js';

const MOST_LINES = 400;
const MOST_CHARACTERS = 40_000;

/** @param first the number of the first line */
export function sourceLines(text: string, first = 1): Html {
  const lines = text.slice(0, MOST_CHARACTERS).split(/\r\n?|\n/);
  const shown = lines.slice(0, MOST_LINES);
  const isCut = shown.length < lines.length || text.length > MOST_CHARACTERS;
  return html`<pre class="source" tabindex="0">${shown.map(
    (line, index) =>
      html`<span class="line"><span class="line-number">${first + index}</span>${visible(line)}\n</span>`,
  )}</pre>${isCut && html`<p class="soft">It goes on; here are its first lines.</p>`}`;
}
