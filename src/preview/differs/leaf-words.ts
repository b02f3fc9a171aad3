/** What differs between the blocks of one line of a comparison, in words. */
import { type LeafParts, LOUD_PARTS, type PartName, QUIET_PARTS } from './leaf-parts.js';
import { against, counted, onlyHolders, quoted, shortened } from './words.js';

export interface PartDifference {
  readonly part: PartName;
  readonly words: string;
}

/**
 * The parts that differ, the most visible first; empty for blocks that differ in their names alone.
 * @param holders the groups of each block
 */
export function partDifferences(all: readonly LeafParts[], holders: readonly string[]): PartDifference[] {
  const differing = [...LOUD_PARTS, ...QUIET_PARTS].filter((part) =>
    isDifferent(all.map((each) => each[part])),
  );
  // The source differs wherever anything does, and is worth a word only where nothing else is.
  const told = differing.filter((part) => part !== 'markup');
  return (told.length > 0 ? told : differing).map((part) => ({
    part,
    words: wordsOf(
      part,
      all.map((each) => each[part] ?? []),
      holders,
    ),
  }));
}

export function isQuiet(part: PartName): boolean {
  return (QUIET_PARTS as readonly string[]).includes(part);
}

function isDifferent(lists: readonly (readonly string[] | undefined)[]): boolean {
  return new Set(lists.map((each) => JSON.stringify(each ?? []))).size > 1;
}

function wordsOf(part: PartName, lists: readonly (readonly string[])[], holders: readonly string[]): string {
  const isAbsent = lists.some((each) => each.length === 0);
  const texts = lists.map((each) => each.join(' '));
  switch (part) {
    case 'kind of question':
      return against(
        lists.map((each) => [...new Set(each)].join(' and ') || 'no question'),
        holders,
      );
    case 'video':
      return 'another video';
    case 'pictures':
      return isAbsent ? `pictures ${onlyHolders(lists, holders)}` : 'other pictures';
    case 'text':
      return isAbsent ? `text ${onlyHolders(lists, holders)}` : textWords(texts, holders);
    case 'question':
    case 'explanation':
    case 'hints':
      return `${part} ${isAbsent ? onlyHolders(lists, holders) : textWords(texts, holders)}`;
    case 'answers':
      return answerWords(lists, holders);
    case 'right answer':
      return `right answer ${against(
        lists.map((each) => (each.length === 0 ? 'none' : each.map(quoted).join(', '))),
        holders,
      )}`;
    case 'script':
    case 'style':
      return isAbsent ? `${part}s ${onlyHolders(lists, holders)}` : `other ${part}s`;
    case 'settings':
      return settingWords(lists, holders);
    case 'markup':
      return 'only the markup differs';
  }
}

/** What is left of texts without their common beginning and end, in whole words. */
function textWords(texts: readonly string[], holders: readonly string[]): string {
  const words = texts.map((text) => text.split(/\s+/).filter(Boolean));
  const shortest = Math.min(...words.map(({ length }) => length));
  const first = words[0]!;
  let start = 0;
  while (start < shortest && words.every((each) => each[start] === first[start])) start += 1;
  let end = 0;
  while (end < shortest - start && words.every((each) => each.at(-1 - end) === first.at(-1 - end))) end += 1;
  const middles = words.map((each) => each.slice(start, each.length - end).join(' '));
  // Where words were only added, a word of the context shows where.
  const shown = middles.includes('')
    ? words.map((each) => each.slice(Math.max(0, start - 1), each.length - Math.max(0, end - 1)).join(' '))
    : middles;
  return against(shown.map(quoted), holders);
}

function answerWords(lists: readonly (readonly string[])[], holders: readonly string[]): string {
  const sizes = lists.map(({ length }) => length);
  if (new Set(sizes).size > 1)
    return against(
      sizes.map((size) => (size === 0 ? 'no answers' : counted(size, 'answer'))),
      holders,
    );
  const differing = lists[0]!
    .map((_, index) => index)
    .filter((index) => new Set(lists.map((each) => each[index])).size > 1);
  const sorted = lists.map((each) => [...each].sort().join('\n'));
  if (new Set(sorted).size === 1) return 'the answers in another order';
  const example = against(
    lists.map((each) => quoted(each[differing[0]!]!)),
    holders,
  );
  return differing.length === 1
    ? `one answer differs: ${example}`
    : `${differing.length} answers differ (${example})`;
}

/** `max_attempts 1 against 3` */
function settingWords(lists: readonly (readonly string[])[], holders: readonly string[]): string {
  const settings = lists.map(
    (each) => new Map(each.map((text) => text.split(/: (.*)/s) as [string, string])),
  );
  const names = [...new Set(settings.flatMap((each) => [...each.keys()]))].filter(
    (name) => new Set(settings.map((each) => each.get(name))).size > 1,
  );
  const shown = names.slice(0, 2).map((name) => {
    const values = settings.map((each) => each.get(name));
    return `${name} ${against(
      values.map((value) => (value === undefined ? 'not set' : shortened(value, 24))),
      holders,
    )}`;
  });
  return `settings: ${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}
