/** docs/migrating.md: each new name can be imported, and each old one no longer. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publicNames } from './public.js';

const page = readFileSync(new URL('../../docs/migrating.md', import.meta.url), 'utf8');
const all = new Map(publicNames.map((each) => [each.name, each]));

/** The rows of the table after a heading, old name and new name. */
function rowsOf(heading: string): [before: string, now: string][] {
  const [, table = ''] = page.split(`**${heading}.**`);
  const rows = table.split('\n\n**')[0]!.matchAll(/^\| `([\w.]+)`.*\| `([\w.]+)` \|$/gm);
  return [...rows].map(([, before = '', now = '']) => [before, now]);
}

test('each function and value has the new name, and no longer the old one', () => {
  const rows = rowsOf('Functions and values');
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(([, now]) => all.get(now)?.isValue !== true)).toEqual([]);
  expect(rows.filter(([before]) => all.has(before))).toEqual([]);
});

test('each type has the new name', () => {
  const rows = rowsOf('Types');
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter(([, now]) => !all.has(now))).toEqual([]);
  // An old name may mean something else now, but not as a type of the same part.
  const again = rows.filter(([before]) => all.has(before)).map(([before]) => before);
  expect(again).toEqual([]);
});

test('what is said not to be public cannot be imported', () => {
  const [, list = ''] = page.split('**Not public any more.**');
  const names = [...list.split('\n\n')[0]!.matchAll(/`(\w+)`/g)].map((match) => match[1]!);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => all.has(name))).toEqual([]);
});

test('the members of the table of properties are those of the types', () => {
  const members = [...page.matchAll(/\| `(\w+)\.(\w+)`(?:, [^|]*)? \|$/gm)];
  expect(members.length).toBeGreaterThan(1);
  for (const [, type = '', member = ''] of members) {
    const text = all.get(type)?.declaration.getText() ?? '';
    expect([type, new RegExp(`\\b${member}\\b`).test(text)]).toEqual([type, true]);
  }
});

test('the parts that the page names exist', () => {
  const parts = [...page.matchAll(/`(olx-abtest\/\w+)`/g)].map((match) => match[1]!);
  const doors = new Set(publicNames.map(({ door }) => door));
  expect(parts.filter((part) => !doors.has(part))).toEqual([]);
  // A course on disk is read by another part than the one that the first table says.
  expect(all.get('loadCourse')!.door).toBe('olx-abtest/courses');
});
