import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VERSION } from '../src/presentation/program.js';
import { DIST } from './built.js';

const root = new URL('..', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
};
const published = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.js'),
);
const textOf = (file: string): string => readFileSync(join(DIST, file), 'utf8');

/** What a file imports at once, with all that this imports: files of the package, and names of modules. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.js')) return seen;
  for (const [, from] of textOf(file).matchAll(/(?:\bfrom|\bimport)["']([^"']+)["'];/g))
    loadedBy(from!.startsWith('.') ? join(file, '..', from!) : from!, seen);
  return seen;
}

test('the code names the version of the package', () => {
  expect(VERSION).toBe(manifest.version);
});

test('every door has its code and its types', () => {
  const doors = Object.values(manifest.exports).filter((each) => typeof each !== 'string');
  expect(doors.length).toBeGreaterThan(5);
  for (const each of doors)
    expect(
      [each.types, each.default].map((file) => readFileSync(join(root, file), 'utf8').length > 0),
    ).toEqual([true, true]);
});

test('the code is in few files', () => {
  expect(published.filter((file) => !file.includes('client')).length).toBeLessThan(105);
});

test('the content door loads nothing but its own files', () => {
  const loaded = [...loadedBy('content.js')];
  expect(loaded.filter((each) => !each.startsWith('chunks/'))).toEqual(['content.js']);
  expect(loaded.filter((file) => /createRequire|["'`]node:[a-z]/.test(textOf(file)))).toEqual([]);
});

test('the formulas of the preview are in a file of their own, which no start and no door loads, with their licence', () => {
  const holding = published.filter((file) => textOf(file).includes('tml-eqn'));
  expect(holding).toHaveLength(1);
  const doors = Object.values(manifest.exports).flatMap((each) =>
    typeof each === 'string' ? [] : [each.default],
  );
  for (const entry of ['cli/main.js', ...doors.map((file) => file.slice('./dist/'.length))])
    expect(loadedBy(entry)).not.toContain(holding[0]);
  expect(readFileSync(join(DIST, 'licences.txt'), 'utf8')).toContain('temml 0.13.5 (MIT)');
});

test('no door but that of the service loads the HTTP server, nor does the command line at its start', () => {
  const doors = Object.values(manifest.exports).flatMap((each) =>
    typeof each === 'string' ? [] : [each.default.replace('./dist/', '')],
  );
  const loads = (file: string): boolean => loadedBy(file).has('fastify');
  const starts = ['cli/main.js', 'chunks/validate.js', 'chunks/cli.js', 'chunks/pages.js'];
  expect([...doors, ...starts].filter(loads)).toEqual(['service/service.js']);
});

test('validate loads the code of no other command, and no package that writes XML', () => {
  const loaded = ['chunks/validate.js', 'chunks/checking.js', 'chunks/courses.js'].flatMap((file) => [
    ...loadedBy(file),
  ]);
  expect(loaded).toContain('chunks/base.js');
  expect(loaded.filter((file) => /chunks.(cli|tables|xmlbuilder2)\.js$/.test(file))).toEqual([]);
});

test('the declarations of commands, which a help needs, load no course content', () => {
  expect([...loadedBy('chunks/cli.js')]).not.toContain('chunks/checking.js');
});

test('no door makes a require function; in the command line the parser of its arguments does', () => {
  const making = published.filter((file) => textOf(file).includes('createRequire'));
  expect(making).toEqual(['chunks/validate.js']);
});

test('what is loaded is Node, or is installed with the package', () => {
  const known = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  });
  const names = published.flatMap((file) =>
    [...textOf(file).matchAll(/(?:\bfrom["']|\bimport["']|\bimport\(`)([a-z@][^"'`\s]*)["'`][;)]/g)].map(
      (match) => match[1]!,
    ),
  );
  const outside = new Set(names.filter((name) => !name.startsWith('node:')));
  const strange = [...outside].filter(
    (name) =>
      !known.some((each) => name === each || name.startsWith(`${each}/`)) &&
      !/^(assert|fs|path|url|util)$/.test(name),
  );
  expect(strange).toEqual([]);
});
