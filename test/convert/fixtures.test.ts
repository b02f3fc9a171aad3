import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type ConvertOptions,
  convertCourse,
  formatConversion,
  loadCourse,
  writeCourse,
} from '../../src/index.js';
import { treeOf } from './read-tree.js';

const fixtures = new URL('../../fixtures/convert/', import.meta.url).pathname;
/** UPDATE=1 writes what comes out; look at the difference before committing it. */
const isUpdate = process.env.UPDATE === '1';

describe.each(readdirSync(fixtures))('%s', (name) => {
  const folder = join(fixtures, name);
  const options = JSON.parse(readFileSync(join(folder, 'options.json'), 'utf8')) as ConvertOptions;

  test('the course and the report come out as in the fixture', async () => {
    const before = join(folder, 'before');
    const { course } = await loadCourse(before);
    const conversion = convertCourse(course, options);
    const shown = relative(process.cwd(), before);
    const report = formatConversion(conversion).replaceAll(`${shown}/`, '');
    if (isUpdate) writeFileSync(join(folder, 'report.txt'), report);
    expect(report).toBe(readFileSync(join(folder, 'report.txt'), 'utf8'));
    const after = join(folder, 'after');
    if (conversion.refused) {
      expect(existsSync(after)).toBe(false);
      return;
    }
    if (isUpdate) {
      rmSync(after, { recursive: true, force: true });
      await writeCourse(before, conversion, after);
    }
    const scratch = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
    try {
      await writeCourse(before, conversion, join(scratch, 'out'));
      expect(treeOf(join(scratch, 'out'))).toEqual(treeOf(after));
      expect(readdirSync(scratch)).toEqual(['out']);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  test('what comes out has no finding that was not there before, but the announced ones', async () => {
    if (isUpdate || !existsSync(join(folder, 'after'))) return;
    const { checkCourse } = await import('../../src/index.js');
    const rulesOf = async (path: string) => {
      const { course } = await loadCourse(join(folder, path));
      return new Set(checkCourse(course).map(({ ruleId }) => ruleId));
    };
    const before = await rulesOf('before');
    const announced = ['abtest-retired', 'group-reachable', 'group-not-empty', 'group-unit-not-empty'];
    const isNew = (id: string) => !before.has(id) && !announced.includes(id);
    expect([...(await rulesOf('after'))].filter(isNew)).toEqual([]);
  });
});
