/** JSON.stringify of what the library returns works by itself, in the shape that docs/json.md shows. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  checkCourse,
  courseKeyOf,
  createRuntime,
  loadCourse,
  openStore,
  parseXml,
  runningExperiments,
} from '../../src/index.js';

const root = new URL('../..', import.meta.url).pathname;
const { course } = await loadCourse(`${root}fixtures/courses/sample`);
const store = await openStore('memory:');
const scope = courseKeyOf(course);
const runtime = createRuntime({ store, scope, now: () => new Date('2026-01-31T12:00:00Z') });
const { block } = course.blocks[0]!;

/** Paths without the folder of this clone. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(root, ''));
const shown = [...readFileSync(`${root}docs/json.md`, 'utf8').matchAll(/^```json\n([\s\S]*?)^```/gm)].map(
  (match) => JSON.parse(match[1]!) as unknown,
);

test('a decision', async () => {
  expect(shown[0]).toEqual(json(await runtime.assign(block, 'ada')));
});

test('an outline', async () => {
  const outline = (await runtime.outlineFor(course, 'ada'))!;
  const plain = json(outline) as { children: object[] };
  // The page shows the first level only.
  expect(shown[1]).toEqual({ ...plain, children: [] });
  expect(JSON.stringify(plain)).toContain('"group":"story"');
});

test('a diagnostic', () => {
  const diagnostic = checkCourse(course).find(({ ruleId }) => ruleId === 'child-without-group');
  expect(shown[2]).toEqual(json(diagnostic));
});

test('experiments and blocks, too', () => {
  const { experiments } = runningExperiments(course);
  const [first] = json(experiments) as { division: { groups: { share: string }[] } }[];
  expect(first!.division.groups.map(({ share }) => share)).toEqual(
    experiments[0]!.division.groups.map(({ group }) => group.portion.text),
  );
  expect(json(course.blocks)).toHaveLength(course.blocks.length);
});

test('nodes of a tree are left out, since each leads to its document', () => {
  const { document } = parseXml('<a><b c="d">e<!--f--></b></a>');
  expect(JSON.stringify({ document, root: document!.root, nodes: document!.root.children })).toBe(
    '{"nodes":[null]}',
  );
  const [attribute] = document!.root.elements[0]!.attributes;
  expect(() => JSON.stringify(attribute)).not.toThrow();
});
