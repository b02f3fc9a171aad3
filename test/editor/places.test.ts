/** Paths and places of an editor: URIs of both systems, the course of a document, and the tag at the cursor. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { courseRootOf } from '../../src/editor/course-root.js';
import { quotedAt, tagAt } from '../../src/editor/cursor.js';
import { pathOfUri } from '../../src/editor/positions.js';

it.each([
  ['file:///c%3A/courses/a%20b/course.xml', true, 'c:\\courses\\a b\\course.xml'],
  ['file:///C:/courses/%C3%A9.xml', true, 'C:\\courses\\é.xml'],
  ['file://server/share/course.xml', true, '\\\\server\\share\\course.xml'],
  ['file:///courses/a%20b/course.xml', false, '/courses/a b/course.xml'],
  ['file:///courses/a%2Fb.xml', false, null],
  ['file://server/course.xml', false, null],
  ['untitled:Untitled-1', false, null],
  ['git:/course.xml?ref', true, null],
] as const)('the path of %s (Windows: %s) is %s', (uri, windows, path) => {
  expect(pathOfUri(uri, windows)).toBe(path);
});

it('the course of a file is the first one upward, inside the folders of the workspace or around one', async () => {
  const top = await mkdtemp(join(tmpdir(), 'olx-abtest-roots-'));
  const make = async (...path: string[]) => {
    await mkdir(join(top, ...path), { recursive: true });
    return join(top, ...path);
  };
  const [outer, inner, beside] = [await make('a'), await make('a', 'courses', 'b'), await make('c')];
  for (const folder of [outer, inner, beside]) await writeFile(join(folder, 'course.xml'), '<course/>');
  const file = join(await make('a', 'courses', 'b', 'html'), 'x.xml');
  expect(courseRootOf(file, [top])).toBe(inner);
  expect(courseRootOf(file, [join(inner, 'html')])).toBe(inner);
  expect(courseRootOf(join(outer, 'courses', 'x.xml'), [outer])).toBe(outer);
  expect(courseRootOf(join(beside, 'x.xml'), [outer])).toBeNull();
  expect(courseRootOf(file, [])).toBeNull();
  expect(courseRootOf(join(top, 'x.xml'), [top])).toBeNull();
  await rm(top, { recursive: true });
});

it.each([
  ['<a b="1|2" c="3"/>', 'a', 'b', '12'],
  ["<a b='1' c='2|", 'a', 'c', '2'],
  ['<a b="|', 'a', 'b', ''],
  ['<a b = "x>y|" c="">', 'a', 'b', 'x>y'],
  ['<a b="1"| c="2">', 'a', undefined, undefined],
  ['<a|', 'a', undefined, undefined],
  ['<ns:a b="|1">', 'ns:a', 'b', '1'],
  ['<a>text|</a>', undefined, undefined, undefined],
  ['</a|>', undefined, undefined, undefined],
  ['<!-- <a b="|', 'a', 'b', ''],
  ['<|', undefined, undefined, undefined],
  ['|', undefined, undefined, undefined],
] as const)('the tag at the cursor in %s is %s, the attribute %s', (marked, name, attribute, raw) => {
  const tag = tagAt(marked.replace('|', ''), marked.indexOf('|'));
  expect([tag?.name, tag?.attribute?.name, tag?.attribute?.raw]).toEqual([name, attribute, raw]);
});

it('the JSON text at the cursor is found in quotes and in references', () => {
  const at = (raw: string, text: string) =>
    quotedAt({ name: 'a', raw, start: 100, end: 100 + raw.length }, 100 + raw.indexOf(text) + 1);
  expect(at('{"1": "x"}', 'x')).toBe('x');
  expect(at('{&quot;12&quot;: &quot;key&quot;}', '12')).toBe('12');
  expect(at('{&quot;12&quot;: &quot;key&quot;}', 'ey')).toBe('key');
  expect(at('{  }', ' ')).toBeNull();
});
