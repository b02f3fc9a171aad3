/**
 * The differences between two groups: their readable texts, compared by paragraph, and word by word where two
 * paragraphs are alike.
 */
import { diffArrays, diffWordsWithSpace } from 'diff';
import { type Html, html, type Piece } from '../../presentation/html.js';

/** A limit that bounds the time of a comparison. No clock is used, so that the same texts give the same result. */
const MOST_CHANGED_PARAGRAPHS = 1000;
const MOST_CHANGED_WORDS = 300;
/** Characters that one comparison may compare word by word. */
const MOST_COMPARED = 100_000;
/** Two paragraphs with a smaller common share are shown as two, not as one changed paragraph. */
const ALIKE = 0.5;
const WORD = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/gu;
/** Of a long run of equal paragraphs, this many are shown on each side of a change. */
const PARAGRAPHS_AROUND = 1;

interface Part {
  readonly value: string[];
  readonly added?: boolean;
  readonly removed?: boolean;
}

export function differences(before: string, after: string): Html {
  const parts: Part[] | undefined = diffArrays(before.split('\n'), after.split('\n'), {
    maxEditLength: MOST_CHANGED_PARAGRAPHS,
  });
  if (parts === undefined) return html`<p class="soft">They are too different to be compared here.</p>`;
  const budget = { left: MOST_COMPARED };
  const out: Piece[] = [];
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    const last = parts[index - 1];
    if (part.removed && next?.added) out.push(changed(part.value, next.value, budget));
    else if (part.added && last?.removed) continue;
    else if (part.removed) out.push(part.value.map(gone));
    else if (part.added) out.push(part.value.map(come));
    else out.push(same(part.value, last !== undefined, next !== undefined));
  }
  return html`<div class="diff">${out}</div>`;
}

const gone = (line: string): Html => html`<p class="gone"><del>${line}</del></p>`;
const come = (line: string): Html => html`<p class="come"><ins>${line}</ins></p>`;

/** Replaced paragraphs: alike ones are shown as one changed paragraph, the others as removed and added. */
function changed(before: readonly string[], after: readonly string[], budget: Budget): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const line of before) {
    const pairs = after.slice(at, at + 3).map((other) => words(line, other, budget));
    const found = pairs.findIndex((each) => each !== null);
    if (found === -1) out.push(gone(line));
    else {
      out.push(after.slice(at, at + found).map(come), pairs[found]);
      at += found + 1;
    }
  }
  return [...out, after.slice(at).map(come)];
}

interface Budget {
  left: number;
}

/** One paragraph with its changed words marked; `null` when the two are not alike, or the budget is used up. */
function words(before: string, after: string, budget: Budget): Html | null {
  const wanted = ALIKE * Math.max(before.length, after.length);
  if (before.length + after.length > budget.left || sharedLength(before, after) < wanted) return null;
  budget.left -= before.length + after.length;
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_CHANGED_WORDS });
  const kept = parts
    ?.filter(({ added, removed }) => !added && !removed)
    .reduce((sum, { value }) => sum + value.trim().length, 0);
  if (parts === undefined || kept! < wanted) return null;
  return html`<p>${parts.map(({ value, added, removed }) =>
    added ? html`<ins>${value}</ins>` : removed ? html`<del>${value}</del>` : value,
  )}</p>`;
}

/** An upper bound for the common length of two paragraphs: their common words in any order. */
function sharedLength(before: string, after: string): number {
  const counts = new Map<string, number>();
  for (const [word] of before.matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let length = 0;
  for (const [word] of after.matchAll(WORD)) {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    if (count > 0) length += word.length;
  }
  return length;
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
