import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { formatPretty } from '../../src/diagnostics/pretty.js';
import { loadCourses } from '../../src/olx/load.js';
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
  const courses = await loadCourses(path);
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

/** The fenced XML blocks below a heading of a docs page. */
function examples(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  return [...section.matchAll(/^```xml\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
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
    if (rule.checkBlock === undefined && rule.checkFile === undefined) return;
    for (const [heading, expected] of [
      ['Wrong', true],
      ['Right', false],
    ] as const) {
      const found = examples(page, heading);
      expect(found.length).toBeGreaterThan(0);
      for (const text of found) {
        const [course] = await loadCourses({ text });
        expect(
          checkCourse(course!).some((each) => each.ruleId === id),
          text,
        ).toBe(expected);
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
