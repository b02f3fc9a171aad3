/** Conversions against the measured import: every group shows what the source says, or the conversion is refused. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plan, sourceOf } from './import-sources.js';
import { convertFiles, expectShown, type Wanted } from './showing.js';

const VECTORS = new URL('../../../shared/vectors/import/conversions.jsonl', import.meta.url).pathname;
const isThere = existsSync(VECTORS);
if (!isThere) console.warn(`NOT RUN: conversions against the measured import, since ${VECTORS} is not there`);

interface Case {
  readonly id: string;
  readonly files: Record<string, string | { readonly base64: string }>;
  readonly shouldShow: readonly Wanted[];
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

const cases = isThere
  ? readFileSync(VECTORS, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case)
  : [];

describe.skipIf(!isThere)('conversions against the measured import', () => {
  test.each(cases.map((each) => [each.id, each] as const))('%s', (id, { files, shouldShow }) => {
    const before = new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
    const conversion = convertFiles(before);
    const errors = conversion.diagnostics.filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map(({ ruleId }) => ruleId))].join()).toBe(REFUSED[id] ?? '');
    if (!conversion.refused) expectShown(conversion, shouldShow);
  });
});

describe('random sources', () => {
  test('every group of every use shows what the source says', () => {
    fc.assert(
      fc.property(plan, (each) => {
        const { files, uses } = sourceOf(each);
        const conversion = convertFiles(files);
        expect(conversion.diagnostics.map(({ message }) => message)).toEqual([]);
        expectShown(conversion, uses);
      }),
      { numRuns: 400 },
    );
  });
});
