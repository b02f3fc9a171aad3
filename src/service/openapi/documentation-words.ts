/** How the page writes the texts of the document. */
import { type Html, html, trusted } from '../../presentation/html.js';

/** A description: what stands between two backticks is code. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** A description behind what it describes; nothing where there is none. */
export function meaning(text: string | undefined): Html | null {
  return text ? html` <span class="soft">– ${prose(text)}</span>` : null;
}

/** A path that breaks at its slashes first. */
export function pathView(path: string): Html {
  const [first, ...rest] = path.split('/');
  return html`<code>${first}${rest.map((part) => html`/${trusted('<wbr>')}${part}`)}</code>`;
}

export function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
