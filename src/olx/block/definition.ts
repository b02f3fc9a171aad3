/** The original's own layout of an abtest: `data` with portions and content by group name, and sorted children. */

import { AbtestError } from '../../diagnostics/abtest-error.js';
import { floatSum, pythonFloatText } from '../../portion/portion.js';
import { isName } from '../../xml/characters.js';
import { readXml } from '../../xml/parse.js';
import { madeUpName } from '../print/lxml-text.js';
import { type NewBlock, printNewBlock } from '../print/print-block.js';
import { lastOfEachName, readAbtest } from './abtest.js';
import { type AbtestBlock, type Child, DEFAULT_GROUP, requireBlock } from './block.js';
import { usageParts } from './split-test.js';

/** Open edX's definition of an abtest, letter by letter (commit d4377d4ada, 2012-09-21). */
export interface AbtestDefinition {
  readonly data: {
    readonly experiment: string | null;
    /** Group name to binary64 portion; the default group comes last and has 1 less the float sum. */
    readonly group_portions: Readonly<Record<string, number>>;
    /** Group name to the URLs of its children in document order; the default group comes first. */
    readonly group_content: Readonly<Record<string, readonly string[]>>;
  };
  /** All URLs, sorted as strings, duplicates kept. */
  readonly children: readonly string[];
}

/** The course that the URLs name; Open edX's own tests use `edX/test`. */
export interface DefinitionNames {
  readonly org?: string | null;
  readonly course?: string | null;
}

/**
 * The definition that Open edX had of this block. Never throws: where Open edX refused the block, the definition
 * is what it would have been, and `checkBlock` has the reasons (a portion that is not a number counts as NaN).
 * @example
 * console.log(Object.keys(toDefinition(block)).join(' ')); // → data children
 */
export function toDefinition(block: AbtestBlock, { org, course }: DefinitionNames = {}): AbtestDefinition {
  requireBlock(block);
  const urlOf = (child: Child): string =>
    `i4x://${org ?? 'edX'}/${course ?? 'test'}/${child.tag}/${nameInUrl(child)}`;
  const elements = block.groups.filter((group) => group.element !== null);
  const written = lastOfEachName(elements);
  // The portion of a group named _DEFAULT_GROUP counts in the sum, and is then overwritten.
  const summed = lastOfEachName(elements.filter((group) => !group.isDefault));
  const named = summed.filter((group) => group.name !== DEFAULT_GROUP);
  const rest = 1 - floatSum(summed.map((group) => group.portion));
  const portions = named.map((group) => [String(group.name), group.portion.float] as const);
  const content = written.map((group) => [String(group.name), group.children.map(urlOf)] as const);
  return {
    data: {
      experiment: block.experiment,
      group_portions: Object.fromEntries([...portions, [DEFAULT_GROUP, rest]]),
      group_content: Object.fromEntries([[DEFAULT_GROUP, []], ...content]),
    },
    children: block.groups.flatMap((group) => group.children.map(urlOf)).sort(byCodePoint),
  };
}

/**
 * The block of a definition, its children as pointers, as Open edX's exporter would write it. The default
 * group's portion is not written: it is what the others leave.
 * @throws AbtestError `bad-argument` when the value is not a definition
 * @example
 * console.log(writeAbtest(fromDefinition(toDefinition(block))).split('\n')[0]); // → <abtest experiment="Tone of the texts">
 */
export function fromDefinition(definition: AbtestDefinition): AbtestBlock {
  const { data } = definition;
  if (!isRecord(data?.group_portions) || !isRecord(data.group_content)) {
    throw new AbtestError(
      'bad-argument',
      'This is not a definition: data.group_portions or data.group_content is missing',
    );
  }
  const names = new Set([...Object.keys(data.group_content), ...Object.keys(data.group_portions)]);
  const groups = [...names].map((name) => ({
    name: name === DEFAULT_GROUP ? null : name,
    portion: name === DEFAULT_GROUP ? null : pythonFloatText(data.group_portions[name] ?? 0),
    children: (data.group_content[name] ?? []).map(partsOf),
  }));
  const block: NewBlock = { experiment: data.experiment, groups };
  const { document, problems } = readXml(printNewBlock(block), '<definition>');
  if (document !== undefined) return readAbtest(document.root, document);
  throw new AbtestError('bad-argument', `This definition cannot be written as XML: ${problems[0]?.message}`);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function partsOf(url: string): { tag: string; urlName: string } {
  const parts = usageParts(url);
  if (parts === undefined || !isName(parts.tag))
    throw new AbtestError('bad-argument', `"${url}" is not the URL of a block`);
  return { tag: parts.tag, urlName: parts.name };
}

function nameInUrl(child: Child): string {
  return child.urlName ?? madeUpName(child.element);
}

/** Python 2 sorts str by bytes; for UTF-8 that is the order of code points, not of UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  // Where only the second half of a surrogate pair differs, so do the code points that begin before it.
  if (at > 0 && /[\ud800-\udbff]/.test(a.charAt(at - 1))) at -= 1;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
