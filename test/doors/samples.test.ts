/** All samples compile as a user's program would, and run: those of the README, of the pages of docs/, and of the docstrings. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { namesUsed, withBeginning } from './beginnings.js';
import { faultsOf, type Resolution, type Sample } from './compile.js';
import { examples, publicNames } from './public.js';
import { printedBy, shownIn } from './run.js';

const root = new URL('../..', import.meta.url).pathname;
/** Parts whose names the main door does not have. */
const APART = ['olx-abtest/service', 'olx-abtest/openfeature'];

/** Samples of other languages, and of code that is not a user's of the package. */
const NOT_COMPILED: Readonly<Record<string, string>> = {
  'docs/CONTRIBUTING.md': 'its samples are files of src/',
  'docs/open-edx.md': 'its sample uses the client of a micro-frontend',
  'docs/types.md': 'its sample imports what the command prints: test/runtime/names compiles it',
  'docs/openfeature.md': 'its samples are of servers and of pages: test/openfeature/ compiles them',
};

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].filter((page) => !(page in NOT_COMPILED));

/** A page is one program: a sample may use what the samples before it declare. One that imports a file which a command writes has a test of its own. */
function samplesOf(page: string): Sample[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```/gm)]
    .map((match) => match[1]!)
    .filter((code) => !code.includes("from './"));
  return blocks.length === 0 ? [] : [{ name: page.replace(/\.md$/, ''), code: blocks.join('\n') }];
}

const ofPages = pages.flatMap(samplesOf);

const values = publicNames.filter(({ isValue }) => isValue);

function importsOf(code: string, door: string, from: string): string {
  const names = values.filter((each) => (door === '' ? !APART.includes(each.door) : each.door === door));
  return `import { ${namesUsed(code, new Set(names.map(({ name }) => name))).join(', ')} } from '${from}';\n`;
}

/** The examples with what docs/api/README.md says that they begin with. */
const ofDocstrings = examples.map(({ name, door, code }): Sample => {
  const whole = withBeginning(door, code);
  const apart = APART.includes(door) ? importsOf(whole, door, door) : '';
  return {
    name: `docs/api/${name.replace(' ', '-')}`,
    code: `${importsOf(whole, '', 'olx-abtest')}${apart}${whole}`,
  };
});

const CONTENT = 'olx-abtest/content';
/** What the beginning declares; it reads the sample course from the disk, where there is Node. */
const GIVEN = `import type { AbtestBlock, Course, CourseNode } from '${CONTENT}';
declare const course: Course;
declare const node: CourseNode;
declare const block: AbtestBlock;
`;
const ofContent = examples
  .filter(({ door, code }) => door === CONTENT && !/\b(runtime|store)\b/.test(code))
  .map(({ name, code }) => ({
    name: `content/${name}`,
    code: `${importsOf(code, CONTENT, CONTENT)}${GIVEN}{\n${code}\n}`,
  }));

const RESOLUTIONS: readonly Resolution[] = ['nodenext', 'bundler'];

describe.each(RESOLUTIONS)('with the resolution of modules "%s"', (resolution) => {
  test('the samples of the README and of docs/ compile strictly, against types that are checked themselves', () => {
    expect(ofPages.length).toBeGreaterThan(5);
    const docstrings = resolution === 'nodenext' ? ofDocstrings : [];
    expect(faultsOf([...ofPages, ...docstrings], resolution, ['node'])).toEqual([]);
  });

  test('those of olx-abtest/content compile without the types of Node', () => {
    expect(ofContent.length).toBeGreaterThan(30);
    expect(faultsOf(ofContent, resolution, [])).toEqual([]);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-samples-'));
const before = process.cwd();
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** The samples of the README, of docs/runtime.md and of docs/conclude.md run in tests of their own. */
test.each(['docs/edit', 'docs/diff', 'docs/flags'])(
  'the samples of %s run and print what they show',
  async (name) => {
    for (const course of ['course', 'old', 'new'])
      cpSync(`${root}fixtures/courses/sample`, join(folder, course), { recursive: true });
    process.chdir(folder);
    const { code } = ofPages.find((page) => page.name === name)!;
    expect(await printedBy(code)).toEqual(shownIn(code));
  },
);
