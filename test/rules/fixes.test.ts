/** The fixes of rules: `fixtures/rules/<id>/fix/` holds a file or a course before and after, for every rule that has one. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffCourses } from '../../src/change/diff/diff-courses.js';
import { fixCourse } from '../../src/change/fix-course.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { plainDiagnostic } from '../../src/diagnostics/report-json.js';
import { formatSarif } from '../../src/diagnostics/sarif.js';
import type { Course } from '../../src/olx/course/course.js';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import { loadCourse } from '../../src/reading/load.js';
import { checkCourse } from '../../src/rules/check.js';
import { rules } from '../../src/rules/index.js';

const root = new URL('../..', import.meta.url).pathname;
const folderOf = (id: string) => join(root, 'fixtures/rules', id);
const fixing = rules.filter(({ fix }) => fix !== undefined);

function fixture(id: string, name: 'fix/before' | 'fix/after' | 'wrong'): string {
  const file = join(folderOf(id), `${name}.xml`);
  return existsSync(file) ? file : join(folderOf(id), name);
}

/** The bytes of a file, or of all files of a folder, by path. */
function bytesIn(path: string): Map<string, string> {
  if (statSync(path).isFile()) return new Map([['', readFileSync(path, 'latin1')]]);
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(path, file), readFileSync(file, 'latin1')];
    }),
  );
}

/** The bytes of a course after an edit, of the same files. */
function bytesAfter(path: string, edit: { readonly files: ReadonlyMap<string, Uint8Array | null> }) {
  const files = bytesIn(path);
  for (const [name, bytes] of edit.files) files.set(name, Buffer.from(bytes!).toString('latin1'));
  return files;
}

function fixable(course: Course): Diagnostic[] {
  return checkCourse(course).filter(({ fix }) => fix !== undefined);
}

function breaking(before: Course, after: Course): string[] {
  const { changes } = diffCourses(before, after);
  return changes.flatMap(({ verdict, message }) => (verdict === 'breaking' ? [message] : []));
}

/** What holds of the fixes of every course. */
function expectSound(course: Course): void {
  const edit = fixCourse(course);
  expect(fixable(edit.course).map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  expect(fixCourse(edit.course).files.size).toBe(0);
  // Groups that cannot be told apart by their names differ from themselves.
  const before = breaking(course, course);
  expect(breaking(course, edit.course).filter((each) => !before.includes(each))).toEqual([]);
}

describe.each(fixing.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('the fix gives exactly the files of fix/after, and nothing else is left to fix', async () => {
    const { course } = await loadCourse(fixture(id, 'fix/before'));
    expect(fixable(course).map(({ ruleId }) => ruleId)).toContain(id);
    const edit = fixCourse(course);
    expect(Object.fromEntries(bytesAfter(fixture(id, 'fix/before'), edit))).toEqual(
      Object.fromEntries(bytesIn(fixture(id, 'fix/after'))),
    );
    const grave = checkCourse(edit.course).filter((each) => each.ruleId === id);
    expect(grave).toEqual([]);
    expectSound(course);
  });

  test('the fix is an edit of the diagnostic, in JSON and in SARIF', async () => {
    const { course } = await loadCourse(fixture(id, 'fix/before'));
    const diagnostics = fixable(course).filter((each) => each.ruleId === id);
    const sarif = JSON.parse(formatSarif(diagnostics, { version: '1.0.0', rules }));
    for (const [index, each] of diagnostics.entries()) {
      const { title, edits, plainUtf8 } = each.fix!;
      expect(plainDiagnostic(each).fix).toMatchObject({ title, edits });
      if (plainUtf8 !== undefined) continue;
      const [{ description, artifactChanges }] = sarif.runs[0].results[index].fixes;
      expect(description.text).toBe(title);
      expect(
        artifactChanges[0].replacements.map(
          ({ insertedContent }: { insertedContent: { text: string } }) => insertedContent.text,
        ),
      ).toEqual(edits.map(({ text }) => text));
    }
  });

  test('its page and `explain` say what the fix does', () => {
    const page = readFileSync(join(root, 'docs/rules', `${id}.md`), 'utf8');
    expect(page).toContain(`\n## Fix\n\n${rule.fix!.replace(/<[^<>]+>/g, '`$&`')}\n`);
  });
});

test('only rules that say so have fixes, and only they have a section "Fix"', async () => {
  for (const { id, fix } of rules) {
    const { courses } = await loadCourse(fixture(id, 'wrong'));
    const found = courses.flatMap(fixable).map(({ ruleId }) => ruleId);
    expect(found.filter((each) => !fixing.some((rule) => rule.id === each))).toEqual([]);
    const page = readFileSync(join(root, 'docs/rules', `${id}.md`), 'utf8');
    expect(page.includes('\n## Fix\n'), id).toBe(fix !== undefined);
  }
});

test('whatever is wrong, fixing leaves nothing to fix, does it once, and moves no learner', async () => {
  for (const { id } of rules) {
    const { courses } = await loadCourse(fixture(id, 'wrong'));
    for (const course of courses) expectSound(course);
  }
});

/** A text and what it is after the fixes; where both are equal there is nothing to fix. */
type Slip = readonly [written: string, fixed: string];

const portion = (digits: string): fc.Arbitrary<Slip> =>
  fc.constantFrom<Slip>(
    [`0.${digits}`, `0.${digits}`],
    [` .${digits} `, ` .${digits} `],
    [`0,${digits}`, `0.${digits}`],
    [`${Number(digits)}%`, `${Number(`0.${digits}`)}`],
    [`${Number(digits)} / 100`, `${Number(`0.${digits}`)}`],
  );
const between = fc.constantFrom<Slip>(
  ['', ''],
  ['\r\n', '\r\n'],
  ['<!-- 50% <br> -->', '<!-- 50% <br> -->'],
  ['<?todo a="1"?>', '<!-- <?todo a="1"?> -->'],
);
const content = fc.constantFrom<Slip>(
  ['<html url_name="a"/>', '<html url_name="a"/>'],
  ['<html><p>50%<br>é</p></html>', '<html><p>50%<br/>é</p></html>'],
);
const last = fc.constantFrom<Slip>(
  ['<default/>', '<default/>'],
  ['<default portion="0.4" ><html/></default>', '<default ><html/></default>'],
  ['<Default>\t</Default>', '<default>\t</default>'],
  ['<defualt/>', '<default/>'],
);
const tag = fc.constantFrom<Slip>(
  ['group', 'group'],
  ['Group', 'group'],
  ['gruop', 'group'],
  ['grup', 'group'],
);

test('fixes of many slips in one block correct them all, and not a byte beside them', () => {
  const group = fc
    .tuple(tag, fc.constantFrom('11', '07', '20').chain(portion), content, between)
    .map(
      ([[t, t2], [p, p2], [c, c2], [b, b2]]): Slip => [
        `<${t} name=" %N " portion="${p}">${c}</${t}>${b}`,
        `<${t2} name=" %N " portion="${p2}">${c2}</${t2}>${b2}`,
      ],
    );
  fc.assert(
    fc.property(
      fc.array(group, { minLength: 1, maxLength: 4 }),
      between,
      last,
      (groups, [b, b2], [d, d2]) => {
        const whole = (side: 0 | 1, before: string, end: string) =>
          `<abtest experiment="50% ">${before}${groups.map((each, index) => each[side].replace('%N', `g${index}`)).join('')}${end}</abtest>\n`;
        const course = readLoneFile(whole(0, b, d), 'a.xml');
        const fixed = fixCourse(course).files.get('');
        expect(fixed === undefined ? whole(0, b, d) : Buffer.from(fixed!).toString()).toBe(whole(1, b2, d2));
        expectSound(course);
      },
    ),
    { numRuns: 150 },
  );
});
