import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { formatPretty } from '../../src/diagnostics/pretty.js';
import type { Course } from '../../src/olx/course/course.js';
import { readCourse, readLoneFile } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { loadCourse } from '../../src/reading/load.js';
import { checkCourse } from '../../src/rules/check.js';
import { rules } from '../../src/rules/index.js';

const root = new URL('../..', import.meta.url).pathname;
const folderOf = (id: string) => join(root, 'fixtures/rules', id);

/** `right.xml` or, for a rule that needs a course, the folder `right`. */
function fixture(id: string, name: 'right' | 'wrong'): string {
  const file = join(folderOf(id), `${name}.xml`);
  return existsSync(file) ? file : join(folderOf(id), name);
}

async function check(path: string): Promise<Diagnostic[]> {
  const { courses } = await loadCourse(path);
  return courses.flatMap((course) => checkCourse(course));
}

/** What is printed, with paths relative to the rule's folder of fixtures. */
function printed(id: string, diagnostics: readonly Diagnostic[]): string {
  const prefix = `fixtures/rules/${id}/`;
  return diagnostics
    .filter((each) => each.ruleId === id)
    .map((each) => formatPretty(each).replaceAll(prefix, ''))
    .join('\n');
}

/**
 * The fenced XML blocks below a heading of a docs page, each read as a lone file. One that is marked
 * `xml course` is read as the content of a course. `<div> ×256` stands for 256 of them.
 */
function examples(page: string, heading: string): [text: string, course: Course, whole: boolean][] {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  return [...section.matchAll(/^```xml( course)?\n([\s\S]*?)^```/gm)].map(([, whole, example]) => {
    const text = example!.replace(/(<[^<>]+>) ×(\d+)/g, (_, tag: string, count: string) =>
      tag.repeat(Number(count)),
    );
    const isWhole = whole !== undefined;
    return [text, isWhole ? courseAround(text) : readLoneFile(text, '<text>'), isWhole];
  });
}

function courseAround(content: string): Course {
  const text = `<course url_name="run" org="Org" course="Course">${content}</course>`;
  return readCourse(new MemoryFiles(new Map([['course.xml', Buffer.from(text)]]), ''), '<course>');
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('the right fixture has no findings but infos, and none of this rule', async () => {
    const diagnostics = await check(fixture(id, 'right'));
    const grave = diagnostics.filter((each) => each.ruleId === id || each.severity !== 'info');
    expect(grave.map((each) => formatPretty(each))).toEqual([]);
  });

  test('the wrong fixture prints exactly what wrong.txt says', async () => {
    const text = printed(id, await check(fixture(id, 'wrong')));
    expect(text).not.toBe('');
    await expect(text).toMatchFileSnapshot(join(folderOf(id), 'wrong.txt'));
  });

  test('the docs page says what the rule is, and its examples are right and wrong', async () => {
    const page = readFileSync(join(root, 'docs/rules', `${id}.md`), 'utf8');
    expect(page.startsWith(`# ${id}\n`)).toBe(true);
    expect(page).toContain(rule.summary);
    expect(page).toContain(`Severity: **${rule.severity}**`);
    for (const heading of ['What', 'Why', 'Wrong', 'Right']) expect(page).toContain(`\n## ${heading}\n`);
    const needsCourse = rule.checkCourse !== undefined;
    for (const [heading, expected] of [
      ['Wrong', true],
      ['Right', false],
    ] as const) {
      const found = examples(page, heading);
      if (!needsCourse) expect(found.length).toBeGreaterThan(0);
      for (const [text, course, isWhole] of found) {
        // Of a rule that looks at whole courses, an example of one file shows only a part.
        if (needsCourse && !isWhole) continue;
        const ids = checkCourse(course).map((each) => each.ruleId);
        expect(ids.includes(id), text).toBe(expected);
      }
    }
  });
});

test('no fixtures and no pages without a rule', () => {
  const ids = new Set(rules.map((rule) => rule.id));
  const pages = readdirSync(join(root, 'docs/rules')).filter((name) => name !== 'README.md');
  expect(pages.map((name) => name.replace(/\.md$/, '')).filter((id) => !ids.has(id))).toEqual([]);
  expect(readdirSync(join(root, 'fixtures/rules')).filter((id) => !ids.has(id))).toEqual([]);
  expect(
    readdirSync(join(root, 'src/rules'))
      .filter((name) => /^[a-z]+-/.test(name))
      .map((name) => name.replace('.ts', ''))
      .filter((id) => !ids.has(id)),
  ).toEqual([]);
});
