/** What differs between two groups: their readable texts, paragraph by paragraph, and word by word where two are alike. */
import { diffArrays, diffWordsWithSpace } from 'diff';
import { type Html, html, type Piece } from './html.js';

/** Comparing must not take long, whatever the texts are. */
const LIMITS = { timeout: 150, maxEditLength: 2000 } as const;
/** Two paragraphs that share less than this are two paragraphs, not one that was changed. */
const ALIKE = 0.5;
/** Of a long stretch of equal paragraphs, so many are shown at each side of a change. */
const PARAGRAPHS_AROUND = 1;

interface Part {
  readonly value: string[];
  readonly added?: boolean;
  readonly removed?: boolean;
}

export function differences(before: string, after: string): Html {
  const parts: Part[] | undefined = diffArrays(before.split('\n'), after.split('\n'), LIMITS);
  if (parts === undefined) return html`<p class="soft">They are too different to be compared here.</p>`;
  const out: Piece[] = [];
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    const last = parts[index - 1];
    if (part.removed && next?.added) out.push(changed(part.value, next.value));
    else if (part.added && last?.removed) continue;
    else if (part.removed) out.push(part.value.map(gone));
    else if (part.added) out.push(part.value.map(come));
    else out.push(same(part.value, last !== undefined, next !== undefined));
  }
  return html`<div class="diff">${out}</div>`;
}

const gone = (line: string): Html => html`<p class="gone"><del>${line}</del></p>`;
const come = (line: string): Html => html`<p class="come"><ins>${line}</ins></p>`;

/** Paragraphs in the place of others: those that are alike as one, the rest as gone and come. */
function changed(before: readonly string[], after: readonly string[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const line of before) {
    const pairs = after.slice(at, at + 3).map((other) => words(line, other));
    const found = pairs.findIndex((each) => each !== null);
    if (found === -1) out.push(gone(line));
    else {
      out.push(after.slice(at, at + found).map(come), pairs[found]);
      at += found + 1;
    }
  }
  return [...out, after.slice(at).map(come)];
}

/** One paragraph with its changed words marked; `null` when the two are not alike. */
function words(before: string, after: string): Html | null {
  const parts = diffWordsWithSpace(before, after, LIMITS);
  const kept = parts
    ?.filter(({ added, removed }) => !added && !removed)
    .reduce((sum, { value }) => sum + value.trim().length, 0);
  if (parts === undefined || kept! < ALIKE * Math.max(before.length, after.length)) return null;
  return html`<p>${parts.map(({ value, added, removed }) =>
    added ? html`<ins>${value}</ins>` : removed ? html`<del>${value}</del>` : value,
  )}</p>`;
}

function same(lines: readonly string[], hasBefore: boolean, hasAfter: boolean): Piece {
  const head = hasBefore ? lines.slice(0, PARAGRAPHS_AROUND) : [];
  const tail = hasAfter ? lines.slice(Math.max(head.length, lines.length - PARAGRAPHS_AROUND)) : [];
  const left = lines.length - head.length - tail.length;
  const paragraph = (line: string): Html => html`<p>${line}</p>`;
  if (left <= 1) return lines.map(paragraph);
  return [
    head.map(paragraph),
    html`<p class="soft">… ${left} lines that are the same …</p>`,
    tail.map(paragraph),
  ];
}
