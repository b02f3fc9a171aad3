/** What differs between two groups: their readable texts, word by word. */
import { diffLines, diffWordsWithSpace } from 'diff';
import { type Html, html, type Piece } from './html.js';

/** Comparing must not take long, whatever the texts are. */
const LIMITS = { timeout: 150, maxEditLength: 4000 } as const;
/** Of a long stretch that is the same, so much is shown at each side of a change. */
const AROUND = 120;

interface Part {
  readonly value: string;
  readonly added?: boolean;
  readonly removed?: boolean;
}

export function differences(before: string, after: string): Html {
  const parts: readonly Part[] | undefined =
    diffWordsWithSpace(before, after, LIMITS) ?? diffLines(before, after, LIMITS);
  if (parts === undefined)
    return html`<p class="soft">They are too different to be compared word by word.</p>`;
  return html`<div class="diff">${parts.map((part, index) => printed(part, index > 0, index < parts.length - 1))}</div>`;
}

function printed({ value, added, removed }: Part, hasBefore: boolean, hasAfter: boolean): Piece {
  if (added) return html`<ins>${value}</ins>`;
  if (removed) return html`<del>${value}</del>`;
  const kept = (hasBefore ? AROUND : 0) + (hasAfter ? AROUND : 0);
  if (value.length <= kept + AROUND) return value;
  const head = hasBefore ? value.slice(0, AROUND) : '';
  const tail = hasAfter ? value.slice(-AROUND) : '';
  return html`${head}<span class="soft"> … the same … </span>${tail}`;
}
