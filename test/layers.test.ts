import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const src = new URL('../src', import.meta.url).pathname;

/** The rooms in the order of travel: a room imports only rooms that are listed before it. */
const ROOMS = [
  'diagnostics',
  'tables',
  'disk',
  'http',
  'portion',
  'bucketing',
  'flags',
  'stats',
  'xml',
  'olx',
  'loading',
  'rules',
  'reading',
  'convert',
  'storage',
  'records',
  'facts',
  'runtime',
  'change',
  'evidence',
  'openfeature',
];
/** Every public name; the doors may import one another in this order. */
const DOORS = [
  'content.ts',
  'courses.ts',
  'conversion.ts',
  'editing.ts',
  'learners.ts',
  'flags.ts',
  'facts.ts',
  'changes.ts',
  'evidence.ts',
  'index.ts',
  // Not among the names of index.ts: what they need is not installed with the package.
  'openfeature.ts',
  'openfeature-web.ts',
];
/** Names that only our own faces need: they import them as they do the doors', and the package does not export them. */
const INTERNAL = 'internal';
/** The faces import the doors, what they share, and the entry of another face that they launch. */
const FACES: Readonly<Record<string, readonly string[]>> = {
  preview: [],
  live: ['preview'],
  service: [],
  editor: [],
  cli: [
    'editor/language-server',
    'editor/edited-course',
    'preview/report/report',
    'preview/evidence/evidence-page',
    'preview/page/preview-course',
    'live/preview-server',
    'service/service',
  ],
};
/** What the faces share, in the order of imports. */
const SHARED = ['disk', 'http', 'presentation'];
/** Folders that hold one file for each thing of a kind, however many there are. */
const LISTS = ['rules', 'cli/commands', 'storage/migrations'];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'));
const texts = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));
const linesOf = (file: string): number => texts.get(file)!.trimEnd().split('\n').length;
/** The folder; a door, which may be called as a room is, keeps its ending. */
const roomOf = (file: string): string => file.split('/')[0]!;

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Imports and re-exports of types count like the others. */
function importsOf(file: string): Import[] {
  const pattern = /\bfrom\s+'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)|^import\s+'(\.[^']+)'/gm;
  return [...texts.get(file)!.matchAll(pattern)].map((match) => {
    const target = join(dirname(file), (match[1] ?? match[2] ?? match[3])!).replace(/\.js$/, '.ts');
    return { from: file, to: target };
  });
}

const imports = files.flatMap(importsOf);
const sorted = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} → ${to}`).sort();

function mayImport(from: string, to: string): boolean {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (here === there) return true;
  if (ROOMS.includes(here)) return ROOMS.includes(there) && ROOMS.indexOf(there) < ROOMS.indexOf(here);
  if (DOORS.includes(here))
    return ROOMS.includes(there) || (DOORS.includes(there) && DOORS.indexOf(there) < DOORS.indexOf(here));
  if (here === INTERNAL) return ROOMS.includes(there);
  if (SHARED.includes(here))
    return (
      ROOMS.includes(there) ||
      DOORS.includes(there) ||
      (SHARED.includes(there) && SHARED.indexOf(there) < SHARED.indexOf(here))
    );
  const launched = FACES[here] ?? [];
  return (
    DOORS.includes(there) ||
    there === INTERNAL ||
    SHARED.includes(there) ||
    launched.includes(there) ||
    launched.includes(to.replace(/\.ts$/, ''))
  );
}

test('a room imports only rooms that are listed before it, types included', () => {
  expect(sorted(imports.filter(({ from, to }) => !mayImport(from, to)))).toEqual([]);
  const known = [...ROOMS, ...DOORS, INTERNAL, ...Object.keys(FACES), ...SHARED];
  expect(files.map(roomOf).filter((room) => !known.includes(room))).toEqual([]);
});

test('every import leads to an existing file', () => {
  expect(sorted(imports.filter(({ to }) => !files.includes(to)))).toEqual([]);
});

test('there are no circles of files, types included', () => {
  const next = new Map(
    files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const each of next.get(file) ?? []) walk(each, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});

test('what the content door loads needs no Node', () => {
  const loaded = new Set<string>();
  const walk = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { from, to } of imports) if (from === file) walk(to);
  };
  walk('content.ts');
  expect(loaded.size).toBeGreaterThan(100);
  const needsNode = /from 'node:|import\('node:|\b(Buffer|process|setImmediate)\b[.(]/;
  expect([...loaded].filter((file) => needsNode.test(texts.get(file)!))).toEqual([]);
});

test('no module makes a require function, which bundlers cannot follow', () => {
  expect(files.filter((file) => texts.get(file)!.includes('createRequire'))).toEqual([]);
});

test('only open.ts imports an engine, and other rooms see only the contract of the stores', () => {
  const engine = /^storage\/(memory|sqlite|postgres|sql)\//;
  const outside = imports.filter(({ from, to }) => engine.test(to) && !from.startsWith('storage/'));
  expect(sorted(outside)).toEqual([]);
  const openers = imports.filter(
    ({ from, to }) => /^storage\/(memory|sqlite|postgres)\//.test(to) && dirname(from) !== dirname(to),
  );
  expect(new Set(openers.map(({ from }) => from))).toEqual(new Set(['storage/open.ts']));
  const seen = imports.filter(
    ({ from, to }) =>
      ['records', 'facts', 'runtime', 'change', 'evidence', 'openfeature'].includes(roomOf(from)) &&
      roomOf(to) === 'storage',
  );
  expect(new Set(seen.map(({ to }) => to))).toEqual(new Set(['storage/limits.ts', 'storage/store.ts']));
});

test('a rule imports no other rule and not the list; only the list imports rules', () => {
  const pages = readdirSync(new URL('../docs/rules', import.meta.url)).map((name) => basename(name, '.md'));
  const isRule = (file: string): boolean =>
    dirname(file) === 'rules' && pages.includes(basename(file, '.ts')) && file !== 'rules/README.ts';
  const wrong = imports.filter(
    ({ from, to }) => isRule(from) && (isRule(to) || to === 'rules/index.ts' || to === 'rules/check.ts'),
  );
  expect(sorted(wrong)).toEqual([]);
  const listed = imports.filter(({ to }) => isRule(to));
  expect(new Set(listed.map(({ from }) => from))).toEqual(new Set(['rules/index.ts']));
});

test('there are no folders or files for mixed subjects', () => {
  const drawers = /(^|\/)(utils?|common|helpers?|misc|shared|types)(\/|\.ts$)/;
  // A file of a list is called as the thing that it holds.
  const loose = files.filter((file) => !LISTS.includes(dirname(file)));
  expect(loose.filter((file) => drawers.test(file))).toEqual([]);
});

test('a folder has at most 15 loose files, lists apart', () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const crowded = [...counts].filter(([folder, count]) => count > 15 && !LISTS.includes(folder));
  expect(crowded).toEqual([]);
});

test('files have readable sizes, and each begins with a sentence about its purpose', () => {
  const sizes = files.map(linesOf).sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(sizes.length * share)]!;
  expect(files.filter((file) => linesOf(file) > 400)).toEqual([]);
  expect(at(0.5)).toBeLessThanOrEqual(80);
  expect(at(0.9)).toBeLessThanOrEqual(200);
  // Each change of the schema is a migration, however small.
  const shards = files.filter((file) => linesOf(file) < 25 && !UNBROKEN.test(file));
  expect(shards.length, shards.join(' ')).toBeLessThan(40);
  expect(files.filter((file) => !/^(#!.*\n)?\/\*\*/.test(texts.get(file)!))).toEqual([]);
});

const MOST_EQUAL_LINES = 5;
/** What has to be repeated: a door and an implementation name the same types of a contract. */
const NAMES = /^(?:import|export)\b[^;'"]*?\bfrom\s+'[^']+';/gm;

/** Lines of the same names, shapes or tables are not looked at, only code that is the same to the letter. */
test(`no ${MOST_EQUAL_LINES + 1} lines of code are in two places`, () => {
  const places = new Map<string, string[]>();
  for (const file of files) {
    const lines = texts
      .get(file)!
      .replace(NAMES, (list) => list.replace(/[^\n]/g, ''))
      .split('\n')
      .map((line, index) => ({ line: line.trim(), place: `${file}:${index + 1}` }))
      // Comments, empty lines and brackets say nothing.
      .filter(({ line }) => /[\w'"`]/.test(line) && !/^(\/\/|\/\*|\*)/.test(line));
    for (let at = 0; at + MOST_EQUAL_LINES < lines.length; at += 1) {
      const run = lines.slice(at, at + MOST_EQUAL_LINES + 1);
      const key = run.map(({ line }) => line).join('\n');
      places.set(key, [...(places.get(key) ?? []), run[0]!.place]);
    }
  }
  expect([...places.values()].filter((each) => each.length > 1)).toEqual([]);
});

const LONGEST_FUNCTION = 70;
/** A migration is one long list of statements, and never changes once it was released. */
const UNBROKEN = /^storage\/migrations\//;

test(`no function has more than ${LONGEST_FUNCTION} lines`, () => {
  const long: string[] = [];
  for (const file of files.filter((each) => !UNBROKEN.test(each))) {
    const source = ts.createSourceFile(file, texts.get(file)!, ts.ScriptTarget.Latest);
    const lineAt = (place: number): number => source.getLineAndCharacterOfPosition(place).line;
    const look = (node: ts.Node): void => {
      const lines = lineAt(node.end) - lineAt(node.getStart(source)) + 1;
      if (ts.isFunctionLike(node) && lines > LONGEST_FUNCTION) long.push(`${file}: ${lines} lines`);
      ts.forEachChild(node, look);
    };
    look(source);
  }
  expect(long).toEqual([]);
});
