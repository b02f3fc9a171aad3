/** Conversions against the measured import: every group shows what the source says, or the conversion is refused. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { convertCourse } from '../../src/convert/convert.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { type Groups, importCourse, type Leaf } from './import-reader.js';

const VECTORS = new URL('../../../shared/vectors/import/conversions.jsonl', import.meta.url).pathname;
const isThere = existsSync(VECTORS);
if (!isThere) console.warn(`NOT RUN: conversions against the measured import, since ${VECTORS} is not there`);

interface Case {
  readonly id: string;
  readonly files: Record<string, string | { readonly base64: string }>;
  readonly shouldShow: readonly {
    readonly experiment: string;
    readonly draft?: boolean;
    readonly groups: Groups;
  }[];
}

/** Refusals for a reason that the source shows, by the id of the case and the rule. */
const REFUSED: Readonly<Record<string, string>> = {
  'conv-policy_group_access': 'convert-policy',
  'conv-n-double-default': 'convert-group',
  'conv-n-double-groupname': 'convert-group',
  'conv-n-nest-same-experiment': 'convert-experiment',
  'conv-n-place-course': 'convert-section',
  'conv-n-policy-latin1': 'convert-unreadable',
  'conv-n-policy-list': 'convert-unreadable',
  'conv-n-policy-nan': 'convert-unreadable',
  'conv-n-policy-utf16': 'convert-unreadable',
  'conv-n-portion-comma': 'convert-portion',
  'conv-n-portion-missing': 'convert-portion',
  'conv-n-portion-neg': 'convert-portion',
  'conv-n-portion-sum-over': 'convert-portion',
  'conv-n-portion-text': 'convert-portion',
  'conv-n-portion-thirds': 'convert-unequal-portions',
  'conv-n-portion-tiny': 'convert-unequal-portions',
};

const bytesOf = (content: string | { readonly base64: string }) =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64');

function isSame(wanted: readonly Leaf[], shown: readonly Leaf[] | null | undefined): boolean {
  if (!shown || wanted.length !== shown.length) return false;
  return wanted.every((leaf, index) => {
    const own = shown[index]!;
    if (leaf.type !== own.type) return false;
    return leaf.groups === undefined ? leaf.text === own.text : showsAll(leaf.groups, own.groups ?? {});
  });
}

/** Slots and made-up names apart, every group shows what it should, and no other group shows anything. */
function showsAll(wanted: Groups, shown: Groups): boolean {
  const left = new Set(Object.keys(shown));
  for (const [name, leaves] of Object.entries(wanted)) {
    const own = [...left].filter((label) => {
      const plain = label.replace(/ \(\d+ of \d+\)$/, '');
      return plain === name || (name === 'default (element)' && /^default \d+$/.test(plain));
    });
    if (own.length === 0 || !own.every((label) => isSame(leaves ?? [], shown[label]))) return false;
    for (const label of own) left.delete(label);
  }
  return [...left].every((label) => (shown[label] ?? []).length === 0);
}

const cases = isThere
  ? readFileSync(VECTORS, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case)
  : [];

describe.skipIf(!isThere)('conversions against the measured import', () => {
  test.each(cases.map((each) => [each.id, each] as const))('%s', (id, { files, shouldShow }) => {
    const before = new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
    const course = readCourse(new MemoryFiles(before, ''), 'course');
    const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
    const errors = conversion.diagnostics.filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map(({ ruleId }) => ruleId))].join()).toBe(REFUSED[id] ?? '');
    if (conversion.refused) return;
    const after = conversion.course.files;
    const imported = importCourse(new Map([...after.paths()].map((path) => [path, after.read(path)])));
    expect(imported.fails).toBe(null);
    const left = [...imported.shown];
    expect(left.filter(({ staffFails }) => staffFails)).toEqual([]);
    expect(left.filter(({ reachable }) => !reachable)).toEqual([]);
    for (const { experiment, groups, draft = false } of shouldShow) {
      const found = left.findIndex(
        (each) => each.draft === draft && each.experiment === experiment && showsAll(groups, each.groups),
      );
      if (found === -1)
        expect.fail(
          `no split_test shows ${JSON.stringify({ experiment, groups, draft })}; there are ${JSON.stringify(left)}; lost: ${imported.lost}`,
        );
      left.splice(found, 1);
    }
  });
});
