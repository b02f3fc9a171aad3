import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../src/rules/index.js';

const page = join(new URL('../..', import.meta.url).pathname, 'docs/rules/README.md');

/** The table of all rules; a run of the tests writes it anew, a run in CI holds it to what is there. */
function index(): string {
  const rows = rules.map(
    ({ id, severity, summary, fix }) =>
      `| [${id}](${id}.md) | ${severity} | ${fix === undefined ? '' : 'yes'} | ${escaped(summary)} |`,
  );
  return [
    '# Rules',
    '',
    'What olx-abtest checks. **error**: Open edX refuses, loses, renames or crashes on it; **warning**: doubtful;',
    '**info**: good to know. A finding can be less grave than its rule; the page of the rule says when. In files that nothing',
    'loads an error is a warning.',
    '',
    "**The promise**: where `validate` finds no error in a course, Open edX's import loses nothing of an A/B block, its groups and",
    'what is in them, and Studio and the LMS show it.',
    '',
    'What holds it: [a model of the import](../architecture.md) (`src/loading/`) reads each course in the order of the importer, and the',
    'rules `import-fails`, `import-loses`, `name-used-twice` and `split-test-usable` report whatever it finds that no other rule has',
    'reported. `test/loading/` holds the model to small courses of our own and, where they are beside the checkout, to measured',
    'answers of the real importer (Teak, 2025): at least 99 of 100 answers equal in every field, an error for at least 99 of 100 courses that',
    'fail or lose part of an experiment, and none for at least 98 of 100 that load whole.',
    '',
    'Not checked: what is inside of a problem, a page or a video; blocks of XBlocks that are installed from elsewhere, beyond their',
    'names; static files; libraries that a problem bank takes its blocks from; settings that only Studio limits; other versions of',
    'libxml2 than 2.9, which read a byte order mark; the contents of an `<abtest>` in an import of today, which keeps it as text',
    '(`abtest-retired`): of these it is the conversion that is held to the promise.',
    '',
    '| rule | severity | fix | what must hold |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Why the others have no fix',
    '',
    'A fix is written only where it is certain what the author meant, and where it moves no learner. `validate --fix` leaves to the author:',
    '',
    ...WITHOUT_FIX.map(([reason, ids]) => `- ${reason}: ${ids.map((id) => `[${id}](${id}.md)`).join(', ')}.`),
    '',
  ].join('\n');
}

/** Every rule without a fix, by the reason. */
const WITHOUT_FIX: readonly (readonly [reason: string, ids: readonly string[]])[] = [
  [
    'names of experiments and groups, which are the keys of stored groups: another name draws learners anew',
    [
      'experiment-length',
      'experiment-name-collision',
      'group-name-required',
      'group-name-unique',
      'group-name-reserved',
      'group-name-padded',
      'group-name-alike',
    ],
  ],
  [
    'portions: another one moves learners, and which one is meant is not in the text',
    [
      'portion-required',
      'portion-range',
      'portion-sum',
      'portion-float-sum',
      'group-reachable',
      'default-reachable',
    ],
  ],
  [
    'texts that contradict each other, of which one is right',
    [
      'experiment-consistent',
      'default-single',
      'nested-same-experiment',
      'child-of-two-groups',
      'group-access-open',
      'name-used-twice',
    ],
  ],
  [
    'what a group shows: content that is missing, or that no group or page has yet',
    [
      'group-not-empty',
      'group-unit-not-empty',
      'group-without-child',
      'child-without-group',
      'child-in-one-group',
      'pointer-target-exists',
      'pointer-not-self',
      'block-in-unit',
      'block-referenced',
      'no-stray-text',
      'split-child-unit',
    ],
  ],
  [
    'ids and names that something else may name: partitions, groups, files, blocks',
    [
      'partition-exists',
      'partition-scheme',
      'group-access-exists',
      'child-name-legal',
      'child-tag-known',
      'course-root',
    ],
  ],
  [
    'attributes and declarations whose loss may change what is read',
    ['pointer-extra-attribute', 'no-doctype', 'xml-encoding', 'xml-depth', 'disable-comment-format'],
  ],
  ['a change of the kind of block, which `convert` makes', ['abtest-retired']],
  [
    'whatever the model of the import finds beyond the other rules',
    ['import-fails', 'import-loses', 'split-test-usable'],
  ],
];

test('every rule has a fix or a reason for none, and not both', () => {
  const reasoned = WITHOUT_FIX.flatMap(([, ids]) => ids);
  expect([...reasoned].sort()).toEqual(
    rules.flatMap(({ id, fix }) => (fix === undefined ? [id] : [])).sort(),
  );
});

/** Tags are code, and a bar would end the cell. */
function escaped(text: string): string {
  return text.replace(/<[^<>]+>/g, '`$&`').replaceAll('|', '\\|');
}

test('docs/rules/README.md lists all rules', async () => {
  await expect(index()).toMatchFileSnapshot(page);
});
