import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = new URL('../src', import.meta.url).pathname;

/** Which folders a folder may import from, its own apart. The faces see the door and one another only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  experiment: [],
  stats: ['experiment'],
  xml: ['diagnostics'],
  olx: ['xml', 'diagnostics', 'experiment'],
  rules: ['olx', 'xml', 'diagnostics', 'experiment'],
  convert: ['olx', 'xml', 'diagnostics', 'experiment'],
  storage: ['experiment', 'diagnostics'],
  data: ['storage', 'experiment', 'diagnostics'],
  runtime: ['storage', 'data', 'olx', 'xml', 'experiment', 'stats', 'diagnostics'],
  content: ['rules', 'olx', 'xml', 'experiment', 'diagnostics'],
  conversion: ['convert'],
  learners: ['runtime', 'data', 'storage', 'stats', 'experiment'],
  index: ['content', 'conversion', 'learners'],
  preview: ['index'],
  server: ['preview', 'index'],
  cli: ['server', 'preview', 'index', 'content', 'conversion', 'learners'],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const folderOf = (file: string): string =>
  file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace('.ts', '');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const pattern = /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const target = join(dirname(file), (match[2] ?? match[3])!).replace(/\.js$/, '.ts');
    return { from: file, to: relative('.', target), isType: match[1] !== undefined };
  });
}

const imports = files.flatMap(importsOf);

test('a folder imports only from the folders below it', () => {
  const upward = imports.filter(({ from, to }) => {
    const [here, there] = [folderOf(from), folderOf(to)];
    return here !== there && !MAY_IMPORT[here]?.includes(there);
  });
  expect(upward).toEqual([]);
  expect(new Set(files.map(folderOf).filter((folder) => !(folder in MAY_IMPORT)))).toEqual(new Set());
});

test('every import leads to a file that is there', () => {
  expect(imports.filter(({ to }) => !files.includes(to))).toEqual([]);
});

test('there are no circles', () => {
  const next = new Map(
    files.map((file) => [
      file,
      imports.filter((each) => each.from === file && !each.isType).map((each) => each.to),
    ]),
  );
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    expect(path, `a circle: ${[...path, file].join(' → ')}`).not.toContain(file);
    if (done.has(file)) return;
    for (const each of next.get(file) ?? []) walk(each, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
});

test('only open.ts names the drivers of stores, and only the store’s contract is seen above', () => {
  const named = imports.filter(
    ({ from, to }) => to.startsWith('storage/drivers/') && !from.startsWith('storage/'),
  );
  expect(named).toEqual([]);
  const openers = imports.filter(
    ({ from, to }) => to.startsWith('storage/drivers/') && !from.startsWith('storage/drivers/'),
  );
  expect(new Set(openers.map(({ from }) => from))).toEqual(
    new Set(openers.length > 0 ? ['storage/open.ts'] : []),
  );
  const seen = imports.filter(
    ({ from, to }) => ['runtime', 'data'].includes(folderOf(from)) && to.startsWith('storage/'),
  );
  expect(new Set(seen.map(({ to }) => to).filter((to) => to !== 'storage/store.ts'))).toEqual(new Set());
});

test('a rule imports no other rule and not the list; only the list imports rules', () => {
  const isRule = (file: string): boolean => /^rules\/[a-z]+-[a-z-]+\.ts$/.test(file);
  expect(imports.filter(({ from, to }) => isRule(from) && (isRule(to) || to === 'rules/index.ts'))).toEqual(
    [],
  );
  expect(new Set(imports.filter(({ to }) => isRule(to)).map(({ from }) => from))).toEqual(
    new Set(['rules/index.ts']),
  );
});

test('there are no drawers', () => {
  expect(files.filter((file) => /(^|\/)(utils?|common|helpers?|types)(\/|\.ts$)/.test(file))).toEqual([]);
});

test('files are small, and each opens with a sentence that says what it is for', () => {
  const sizes = files
    .map((file) => readFileSync(join(src, file), 'utf8').split('\n').length)
    .sort((a, b) => a - b);
  expect(sizes.at(-1)).toBeLessThanOrEqual(400);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(80);
  expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(200);
  const silent = files.filter((file) => !/^(#!.*\n)?\/\*\*/.test(readFileSync(join(src, file), 'utf8')));
  expect(silent).toEqual([]);
});
