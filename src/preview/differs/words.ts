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

/** Two values are set against each other, more are listed; equal ones are named once, absent ones left out. */
export function against(values: readonly (string | undefined)[]): string {
  const distinct = [...new Set(values.filter((each) => each !== undefined))];
  if (distinct.length <= 2) return distinct.join(' against ');
  const shown = distinct.slice(0, MOST_VALUES).join(' / ');
  return distinct.length > MOST_VALUES ? `${shown} and ${distinct.length - MOST_VALUES} more` : shown;
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
