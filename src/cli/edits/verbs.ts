/** The verbs of `olx-abtest edit`: the words that each takes, and the edit that it is. */
import type { Course, CourseEdit, NewChild } from '../../index.js';
import { UsageError } from '../process/cli-errors.js';

type Door = typeof import('../../index.js');

/** Options that only some verbs take. */
interface VerbOptions {
  readonly portion: string | undefined;
  readonly child: readonly string[];
  readonly name: string | undefined;
  readonly title: string | undefined;
}

interface Verb {
  /** The words after the verb, as the help shows them. */
  readonly words: string;
  readonly describe: string;
  /** How many words it takes at least and at most. */
  readonly count: readonly [least: number, most: number];
  readonly options?: readonly (keyof VerbOptions)[];
  readonly edit: (door: Door, course: Course, words: readonly string[], options: VerbOptions) => CourseEdit;
}

export const VERBS = {
  'set-portion': {
    words: 'EXPERIMENT GROUP=PORTION..',
    describe: 'portions, in all abtests of the experiment',
    count: [2, Number.POSITIVE_INFINITY],
    edit: ({ setExperimentPortions }, course, [experiment, ...pairs]) =>
      setExperimentPortions(course, experiment!, pairsOf(pairs, 'a=0.3')),
  },
  'rename-group': {
    words: 'EXPERIMENT GROUP NAME',
    describe: 'a group of an abtest or of a partition',
    count: [3, 3],
    edit: ({ renameExperimentGroup }, course, [experiment, from, to]) =>
      renameExperimentGroup(course, experiment!, from!, to!),
  },
  'add-group': {
    words: 'EXPERIMENT GROUP',
    describe: '--portion for an abtest; --child TAG/NAME puts blocks in',
    count: [2, 2],
    options: ['portion', 'child'],
    edit: ({ addExperimentGroup }, course, [experiment, name], { portion, child }) =>
      addExperimentGroup(course, experiment!, {
        name: name!,
        children: child.map(childOf),
        ...(portion !== undefined && { portion }),
      }),
  },
  'remove-group': {
    words: 'EXPERIMENT GROUP',
    describe: 'with its content; _DEFAULT_GROUP is <default>',
    count: [2, 2],
    edit: ({ removeExperimentGroup }, course, [experiment, group]) =>
      removeExperimentGroup(course, experiment!, group!),
  },
  reorder: {
    words: 'EXPERIMENT GROUP..',
    describe: 'the groups, all of them in their new order',
    count: [2, Number.POSITIVE_INFINITY],
    edit: ({ reorderExperimentGroups }, course, [experiment, ...order]) =>
      reorderExperimentGroups(course, experiment!, order),
  },
  'rename-experiment': {
    words: 'EXPERIMENT NAME',
    describe: 'in all its abtests, or of the partition',
    count: [2, 2],
    edit: ({ renameExperiment }, course, [from, to]) => renameExperiment(course, from!, to!),
  },
  'move-child': {
    words: 'abtest/NAME TAG/NAME FROM TO',
    describe: 'a child of an abtest to another group',
    count: [4, 4],
    edit: ({ moveBlockChild }, course, [block, child, from, to]) =>
      moveBlockChild(course, block!, from!, to!, childOf(child!)),
  },
  'set-title': {
    words: 'TAG/NAME [TITLE]',
    describe: 'of an abtest or a split_test; without TITLE it goes',
    count: [1, 2],
    edit: ({ setBlockTitle }, course, [block, title]) => setBlockTitle(course, block!, title ?? null),
  },
  'create-split-test': {
    words: 'UNIT PARTITION [GROUP..]',
    describe: 'at the end of a unit; GROUPs make a new partition',
    count: [2, Number.POSITIVE_INFINITY],
    options: ['name', 'title'],
    edit: ({ createSplitTest }, course, [unit, partition, ...groups], { name, title }) =>
      createSplitTest(course, {
        unit: unit!,
        partition: partition!,
        ...(groups.length > 0 && { groups: groups.map((each) => ({ name: each })) }),
        ...(name !== undefined && { urlName: name }),
        ...(title !== undefined && { displayName: title }),
      }),
  },
  'set-partition': {
    words: 'split_test/NAME PARTITION [NEW=OLD..]',
    describe: 'another partition; OLD=NEW pairs map its groups',
    count: [2, Number.POSITIVE_INFINITY],
    edit: ({ setSplitTestPartition }, course, [block, partition, ...pairs]) =>
      setSplitTestPartition(course, block!, partition!, pairsOf(pairs, 'new=old')),
  },
  'rename-block': {
    words: 'TAG/NAME NAME',
    describe: 'with its files, pointers, maps, settings and drafts',
    count: [2, 2],
    edit: ({ renameBlock }, course, [block, name]) => renameBlock(course, block!, name!),
  },
  'delete-block': {
    words: 'TAG/NAME',
    describe: 'with what nothing else needs',
    count: [1, 1],
    edit: ({ deleteBlock }, course, [block]) => deleteBlock(course, block!),
  },
  repair: {
    words: '',
    describe: 'all split_tests, as convert --repair does',
    count: [0, 0],
    edit: ({ repairSplitTests }, course) => repairSplitTests(course),
  },
} as const satisfies Readonly<Record<string, Verb>>;

export type VerbName = keyof typeof VERBS;

/** @throws UsageError for words too many or too few, and for options that are another verb's */
export function checkVerb(name: VerbName, words: readonly string[], options: VerbOptions): void {
  const verb: Verb = VERBS[name];
  const [least, most] = verb.count;
  const usage = `Write olx-abtest edit COURSE ${name}${verb.words === '' ? '' : ` ${verb.words}`}.`;
  if (words.length < least) throw new UsageError(`${name} needs more arguments`, usage);
  if (words.length > most) throw new UsageError(`"${words[most]}" is one argument too many`, usage);
  for (const [option, value] of Object.entries(options)) {
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (isGiven && !verb.options?.includes(option as keyof VerbOptions))
      throw new UsageError(`${name} takes no --${option}`, usage);
  }
}

/** `NAME=VALUE`; the name may hold `=` itself. */
function pairsOf(pairs: readonly string[], example: string): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((each) => {
      const at = each.lastIndexOf('=');
      if (at < 1) throw new UsageError(`"${each}" has no name and value`, `Write ${example}, for example.`);
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}

function childOf(word: string): Exclude<NewChild, string> {
  const [, tag, urlName] = /^([^/]+)\/(.+)$/.exec(word) ?? [];
  if (tag === undefined || urlName === undefined)
    throw new UsageError(`"${word}" names no block`, 'Write html/intro, for example.');
  return { tag, urlName };
}
