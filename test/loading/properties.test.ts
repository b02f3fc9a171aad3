import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import type { Use } from '../../src/loading/blocks/uses.js';
import { explainImport } from '../../src/loading/explain-blocks.js';
import { importLosses } from '../../src/loading/losses.js';
import { importOutcome } from '../../src/loading/outcome.js';
import { checkCourse } from '../../src/rules/check.js';
import { expectLinear } from '../growth.js';
import { courseOf, measured } from './measured.js';

const ROOT = '<course org="Org" course="Bees" url_name="run"/>';

function outcomeOf(files: Readonly<Record<string, string>>) {
  return importOutcome(courseOf({ 'course.xml': ROOT, ...files }));
}

function usesOf(root: Use): Use[] {
  const uses = [root];
  for (const use of uses) uses.push(...use.children);
  return uses;
}

/** A course of random elements: names that come again, pointers with and without files, text, comments, bad settings. */
function randomFiles(seed: number): Record<string, string> {
  const random = seedrandom(String(seed));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const name = () => pick(['a', 'b', 'c', 'd', 'e e', '50%', '', 'ü', 'x:y']);
  const containers = [
    'chapter',
    'sequential',
    'vertical',
    'split_test',
    'conditional',
    'wrapper',
    'abtest',
    'foo',
  ];
  const leaves = ['html', 'problem', 'discussion', 'video', 'poll_question', 'openassessment'];
  const extras = [
    '',
    '',
    ' due="2030-01-01"',
    ' due="soon"',
    ' filename="a"',
    ' slug="s"',
    ' display_name="A b"',
  ];
  const map = () =>
    pick([
      '',
      ` group_id_to_child="{}"`,
      ` group_id_to_child='{"1": "i4x://Org/Bees/vertical/a"}'`,
      ` group_id_to_child='{"1.5": "i4x://Org/Bees/vertical/a"}' user_partition_id="100"`,
      ` group_id_to_child="null" user_partition_id="x"`,
    ]);
  const element = (depth: number): string => {
    const tag = pick(depth > 0 ? [...containers, ...leaves] : leaves);
    const naming = random() < 0.8 ? ` url_name="${name()}"` : '';
    if (random() < 0.3) return `<${tag}${naming}/>`;
    const attributes = naming + pick(extras) + (tag === 'split_test' ? map() : '');
    const inside = containers.includes(tag) ? children(depth - 1) : 'text';
    return `<${tag}${attributes}>${inside}</${tag}>`;
  };
  const children = (depth: number): string =>
    Array.from(
      { length: Math.floor(random() * 4) },
      () => element(depth) + pick(['', '', ' ', 'stray', '<!-- c -->']),
    ).join('');
  const files: Record<string, string> = { 'course/run.xml': `<course>${children(4)}${children(4)}</course>` };
  for (const tag of [...containers, ...leaves])
    for (const each of ['a', 'b'])
      if (random() < 0.5) files[`${tag}/${each}.xml`] = `<${tag}>${children(2)}</${tag}>`;
  return files;
}

describe('whatever the course is', () => {
  test.each(Array.from({ length: 200 }, (_, seed) => seed))('random course %i', (seed) => {
    const files = randomFiles(seed);
    const outcome = outcomeOf(files);
    const course = courseOf({ 'course.xml': ROOT, ...files });
    // Neither the rules nor the list of blocks throws, and what fails has an error.
    const errors = checkCourse(course).filter(({ severity }) => severity === 'error');
    if (outcome.failure !== null) expect(errors).not.toEqual([]);
    expect(explainImport(course).failure === null).toBe(outcome.failure === null);
    expect(measured({ 'course.xml': ROOT, ...files })).toEqual(measured({ 'course.xml': ROOT, ...files }));
    if (outcome.failure !== null) return;
    for (const use of usesOf(outcome.root!)) {
      // An element became a block or was dropped, never both, never neither.
      expect(use.block === null, use.element.raw).toBe(use.drop !== null);
    }
    for (const key of outcome.tree!.reached) expect(outcome.tree!.blocks.has(key)).toBe(true);
    const lost = new Set(importLosses(outcome).map(({ use }) => use));
    for (const use of usesOf(outcome.root!)) {
      if (use.drop !== null && !ancestors(use).some((each) => lost.has(each)))
        expect(lost.has(use)).toBe(true);
    }
    for (const split of outcome.splitTests) {
      for (const key of split.active) expect(split.children).toContain(key);
      expect(new Set([...split.active, ...split.inactive])).toEqual(new Set(split.children));
    }
  });
});

function ancestors(use: Use): Use[] {
  return use.parent === null ? [] : [use.parent, ...ancestors(use.parent)];
}

function loaded(inside: string, files: Readonly<Record<string, string>> = {}) {
  const outcome = outcomeOf({ 'course/run.xml': `<course>${inside}</course>`, ...files });
  return { outcome, found: importLosses(outcome) };
}

const around = (inside: string) =>
  `<chapter url_name="c"><sequential url_name="s"><vertical url_name="u">${inside}</vertical></sequential></chapter>`;

describe('work is bounded', () => {
  const named = (index: number) => `<html url_name="h${index}">x</html>`;
  test.each([
    ['blocks of one name', 16_000, () => '<problem url_name="p">x</problem>'],
    ['pointers to one missing file', 16_000, () => '<html url_name="gone"/>'],
    ['children with text after them', 8000, () => '<html>x</html>stray'],
    ['children without a name', 8000, (index: number) => `<html>${index}</html>\n`],
    ['children with names', 8000, named],
  ])('time is linear in the number of %s', (_, most, piece) => {
    expectLinear(most, (size) => {
      const inside = around(Array.from({ length: size }, (_, index) => piece(index)).join(''));
      return () => loaded(inside);
    });
  });

  test('100,000 blocks of one name', () => {
    const { outcome } = loaded(around('<problem url_name="p">x</problem>'.repeat(100_000)));
    expect([...outcome.tree!.blocks.keys()].filter((key) => key.startsWith('problem/'))).toHaveLength(2);
  });

  test('20,000 pointers to one missing file, and to one that is there', () => {
    const { found } = loaded(around('<html url_name="gone"/><problem url_name="p"/>'.repeat(20_000)), {
      'problem/p.xml': '<problem/>',
    });
    expect(found).toHaveLength(39_999);
  });

  test('10,000 children with text after them, without a name', () => {
    const { found } = loaded(around('<html>x</html>stray'.repeat(10_000)));
    expect(found).toHaveLength(10_000);
  });

  test('10,000 children without a name', () => {
    const { outcome } = loaded(
      around(Array.from({ length: 10_000 }, (_, i) => `<html>${i}</html>\n`).join('')),
    );
    expect(outcome.tree!.blocks.size).toBe(10_004);
  });

  test('definitions that each point twice to the next do not blow up', () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `wrapper/w${i}.xml`,
        `<wrapper>${`<wrapper url_name="w${i + 1}"/>`.repeat(2)}<html url_name="h${i}">x</html></wrapper>`,
      ]),
    );
    const { outcome } = loaded(around('<wrapper url_name="w0"/>'), files);
    expect(outcome.tree!.blocks.size).toBe(4 + 60 + 60);
  });

  test('a long chain of files', () => {
    const files = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [
        `vertical/v${i}.xml`,
        `<vertical><vertical url_name="v${i + 1}"/></vertical>`,
      ]),
    );
    const { found } = loaded(around('<vertical url_name="v0"/>'), files);
    expect(found).toHaveLength(1);
  });

  test('a block that contains itself ends the import', () => {
    const { outcome } = loaded(around('<wrapper url_name="w"/>'), {
      'wrapper/w.xml': '<wrapper><wrapper url_name="w"/></wrapper>',
    });
    expect(outcome.failure?.cause).toBe('a block contains itself');
  });

  test('deep JSON, long numbers and hostile names in the policy are refused quietly', () => {
    const policy = (text: string) =>
      outcomeOf({ 'course/run.xml': '<course/>', 'policies/run/policy.json': text }).policy!;
    expect(policy('['.repeat(100_000)).ignored).toHaveLength(1);
    expect(policy(`{"a": ${'9'.repeat(5000)}}`).ignored).toHaveLength(1);
    expect(policy('{"__proto__": {"x": 1}, "constructor": 1}').ignored).toEqual([]);
  });
});
