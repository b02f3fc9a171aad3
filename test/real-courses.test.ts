import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument as Libxml2Document, ParseOption } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { checkCourse, loadCourse, parseXml, writeXml } from '../src/index.js';
import { checkXml } from '../src/xml/parse.js';
import { sharedCourses, warnWhenAbsent, xmlFilesBelow } from './shared.js';

warnWhenAbsent();

describe.skipIf(sharedCourses === null)('public courses', () => {
  // The body of a skipped group runs all the same, to collect its tests.
  const files = sharedCourses === null ? [] : xmlFilesBelow(sharedCourses);

  test('every file that can be read is written back byte for byte', () => {
    let read = 0;
    for (const path of files) {
      const bytes = readFileSync(path);
      const { document } = parseXml(bytes, { file: path });
      if (document === undefined) continue;
      read += 1;
      expect(Buffer.from(writeXml(document)).equals(bytes), path).toBe(true);
    }
    expect(read).toBeGreaterThan(3000);
  });

  test('libxml2 accepts and refuses the same files', () => {
    for (const path of files) {
      const bytes = readFileSync(path);
      expect(checkXml(bytes, path).problems.length === 0, path).toBe(libxml2Accepts(bytes));
    }
  });

  test('experiments that Studio exported are canonical as they are', () => {
    const exported = files.filter((path) => /\/split_test\/[0-9a-f]{32}\.xml$/.test(path));
    expect(exported.length).toBeGreaterThanOrEqual(15);
    for (const path of exported) {
      const bytes = readFileSync(path);
      const { document } = parseXml(bytes, { file: path });
      expect(Buffer.from(writeXml(document!, { style: 'canonical' })).toString(), path).toBe(
        bytes.toString(),
      );
    }
  });

  test.each([
    ['dartmouthx-engx/course', 13, []],
    ['derived-abtest/dartmouthx-engx', 12, ['abtest-retired']],
    ['openedx-test-course/test-course/course', 2, []],
    ['openedx-demo-course/demo-course/course', 0, []],
    ['cs50-python', 0, ['xml-well-formed']],
    ['edx-platform-testdata-2015/graded', 1, ['group-reachable', 'abtest-retired', 'block-in-unit']],
    ['edx-platform-testdata-2015/split_test_module', 1, ['policy-format']],
    ['edx-platform-testdata-2015/toy', 0, []],
  ])('%s: %i blocks, and only findings that its authors would agree with', async (name, blocks, rules) => {
    const { courses } = await loadCourse(join(sharedCourses!, name));
    expect(courses.flatMap((course) => course.blocks)).toHaveLength(blocks);
    const said = courses.flatMap((course) => checkCourse(course)).map((each) => each.ruleId);
    expect(said.sort()).toEqual([...rules].sort());
  });
});

describe.skipIf(sharedCourses === null)('the findings of every public course', () => {
  test('are those that were looked at', async () => {
    const lines: string[] = [];
    for (const folder of readdirSync(sharedCourses!).sort()) {
      if (!statSync(join(sharedCourses!, folder)).isDirectory()) continue;
      const { courses } = await loadCourse(join(sharedCourses!, folder));
      for (const course of courses) {
        const counts = new Map<string, number>();
        for (const { severity, ruleId } of checkCourse(course)) {
          const finding = `${severity} ${ruleId}`;
          counts.set(finding, (counts.get(finding) ?? 0) + 1);
        }
        const label = course.label.slice(course.label.indexOf(folder));
        const found = [...counts].sort().map(([finding, count]) => `  ${count} × ${finding}`);
        lines.push(label, ...(found.length > 0 ? found : ['  nothing']));
      }
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../fixtures/expected-findings.txt');
  });
});

function libxml2Accepts(bytes: Uint8Array): boolean {
  try {
    Libxml2Document.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET }).dispose();
    return true;
  } catch {
    return false;
  }
}
