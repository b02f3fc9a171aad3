/** The words for a difference: kinds of blocks, quoted values, and lists of names. */
import { visible } from '../../presentation/group-words.js';

const KINDS: Readonly<Record<string, string>> = {
  html: 'text',
  problem: 'problem',
  video: 'video',
  poll: 'poll',
  poll_question: 'poll',
  survey: 'survey',
  word_cloud: 'word cloud',
  discussion: 'discussion',
  openassessment: 'peer assessment',
  'drag-and-drop-v2': 'drag and drop',
  lti: 'external tool',
  lti_consumer: 'external tool',
  library_content: 'problem bank',
  itembank: 'problem bank',
  abtest: 'A/B block',
  split_test: 'A/B block',
};
const MOST_LETTERS = 48;
/** Of more values in a row only the first are quoted. */
const MOST_VALUES = 4;

/** How a kind of block is called in a sentence. */
export function kindWord(tag: string): string {
  return KINDS[tag] ?? visible(tag).replace(/[-_]/g, ' ');
}

/** `“text”`, cut at a word. */
export function quoted(text: string): string {
  return `“${shortened(text)}”`;
}

export function shortened(text: string, most = MOST_LETTERS): string {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  const letters = [...line];
  if (letters.length <= most) return line;
  const cut = letters.slice(0, most).join('');
  return `${cut.replace(/\s\S*$/, '') || cut}…`;
}

/**
 * `a (A) against b (B)`: two values are set against each other, more are listed, each with its holders; a value that all
 * have stands alone.
 */
export function against(values: readonly string[], holders: readonly string[]): string {
  const byValue = new Map<string, string[]>();
  for (const [index, value] of values.entries())
    byValue.set(value, [...(byValue.get(value) ?? []), holders[index]!]);
  const all = [...byValue].map(([value, names]) => `${value} (${listText(names)})`);
  if (all.length === 1) return values[0]!;
  if (all.length === 2) return all.join(' against ');
  const shown = all.slice(0, MOST_VALUES).join(' / ');
  return all.length > MOST_VALUES ? `${shown} and ${all.length - MOST_VALUES} more` : shown;
}

/** `only in A`: the holders of lists that are not empty. */
export function onlyHolders(lists: readonly (readonly unknown[])[], holders: readonly string[]): string {
  return `only in ${listText(holders.filter((_, index) => lists[index]!.length > 0))}`;
}

/** `a`, `a and b`, `a, b and c` */
export function listText(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length <= 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Making a format takes longer than using it. */
const NUMBER = new Intl.NumberFormat('en');

export function counted(count: number, noun: string): string {
  return `${NUMBER.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Equal kinds are counted; a kind that occurs once keeps its title. */
export function grouped(names: readonly string[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const name of names) {
    const kind = name.replace(/^\d+(?:st|nd|rd|th) | “[\s\S]*$/g, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds].map(([kind, all]) => {
    if (all.length > 1) return counted(all.length, kind);
    // Its number in the group says nothing where it is the only one.
    return all[0]!.includes('“') ? all[0]! : kind;
  });
}
