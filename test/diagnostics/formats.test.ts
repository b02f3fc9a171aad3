import sarif from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Diagnostic, Severity } from '../../src/diagnostics/diagnostic.js';
import { formatGithub } from '../../src/diagnostics/github.js';
import { formatJunit } from '../../src/diagnostics/junit.js';
import { formatPretty, plain } from '../../src/diagnostics/pretty.js';
import { summarizeDiagnostics, summaryText } from '../../src/diagnostics/report.js';
import { formatJson, jsonText } from '../../src/diagnostics/report-json.js';
import { formatSarif } from '../../src/diagnostics/sarif.js';
import { Source } from '../../src/diagnostics/source.js';
import { loadCourse } from '../../src/reading/load.js';
import { parseXml } from '../../src/reading/parse.js';
import { checkCourse } from '../../src/rules/check.js';
import { rules } from '../../src/rules/index.js';

const HOSTILE = 'a\0\u001b[31m\u009b\u202e\u200b\ufeff\ufffe\ud800 <&"]]>\r\n%,:\u{e0041}';

function diagnostic(severity: Severity, over: Partial<Diagnostic> = {}): Diagnostic {
  const source = new Source('course/unit 1.xml', '<a>\n  <b/>\n</a>\n');
  return {
    ruleId: 'portion-sum',
    severity,
    message: 'The portions add up to 1.1',
    hint: 'Lower them.',
    place: source.place(6, 10),
    related: [{ message: '0.6 for "a"', place: source.place(0, 3) }],
    ...over,
  };
}

const source = new Source(HOSTILE, HOSTILE);
const hostile = diagnostic('error', {
  message: HOSTILE,
  hint: HOSTILE,
  place: source.place(0, HOSTILE.length),
  related: [{ message: HOSTILE, place: source.place(0, 0) }],
});
const all = [
  diagnostic('error'),
  diagnostic('warning'),
  diagnostic('info', { hint: '', related: [] }),
  hostile,
];
const summary = summarizeDiagnostics(all, { files: 74, blocks: 12 });

test('the summary counts, in singular and plural', () => {
  expect(summary).toEqual({ files: 74, blocks: 12, errors: 2, warnings: 1, infos: 1 });
  expect(summaryText(summary)).toBe('2 errors, 1 warning, 1 info in 74 files (12 A/B blocks)');
  expect(summaryText(summarizeDiagnostics([], { files: 1, blocks: 1 }))).toBe(
    'Nothing to report in 1 file (1 A/B block)',
  );
  expect(summaryText(summarizeDiagnostics([], { files: 0, blocks: 0 }))).toBe(
    'Nothing to report in 0 files (no A/B blocks)',
  );
});

/** What no terminal should get. */
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ufeff]|\p{Surrogate}|\u{e0041}/u;

describe('JSON', () => {
  test('contains the findings, with unsafe characters escaped', () => {
    const text = formatJson(all, summary);
    expect(text).not.toMatch(UNSAFE);
    const { version, diagnostics, ...rest } = JSON.parse(text);
    expect([version, rest]).toEqual([1, { summary }]);
    expect(diagnostics).toEqual(all.map((each) => ({ ...each })));
  });

  test('is parsed back unchanged', () => {
    for (const value of [HOSTILE, { [HOSTILE]: [HOSTILE] }, '\u{1f41d}é'])
      expect(JSON.parse(jsonText(value))).toEqual(value);
  });
});

describe('SARIF', () => {
  // The schema is written in draft 4, of which it uses nothing that later drafts read otherwise.
  const { $schema: _, id: __, ...schema } = sarif;
  const isUri = (text: string) => URL.canParse(text);
  const isUriReference = (text: string) =>
    URL.canParse(text, 'file:///a/') && !/[^\x21-\x7e]|[<>"\\^`{|}]/.test(text);
  const ajv = new Ajv({
    strict: false,
    unicodeRegExp: false,
    formats: { uri: isUri, 'uri-reference': isUriReference, 'date-time': true },
  });
  const isValid = ajv.compile(schema);

  test.each([
    ['nothing', []],
    ['every severity', all],
  ])('is valid by the schema of the standard: %s', (_, diagnostics) => {
    for (const more of [
      {},
      { docsUrl: 'https://example.org/docs/rules' },
      { failures: ['gone.xml is not there'] },
    ]) {
      const text = formatSarif(diagnostics, { version: '1.2.3', rules, ...more });
      expect(isValid(JSON.parse(text)), JSON.stringify(isValid.errors)).toBe(true);
      expect(text).not.toMatch(UNSAFE);
    }
  });

  test('the schema refuses what is wrong', () => {
    expect(isValid({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  });

  test('contains message, place and rule', () => {
    const [run] = JSON.parse(formatSarif(all, { version: '1.2.3', rules })).runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.invocations[0].executionSuccessful).toBe(true);
    const [first, second, third] = run.results;
    expect(run.tool.driver.rules[first.ruleIndex].id).toBe('portion-sum');
    expect([first.level, second.level, third.level]).toEqual(['error', 'warning', 'note']);
    expect(first.message.text).toBe('The portions add up to 1.1\nLower them.');
    expect(first.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'course/unit%201.xml' },
      region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 },
    });
    expect(first.relatedLocations[0].message.text).toBe('0.6 for "a"');
    expect(third.relatedLocations).toBeUndefined();
  });
});

describe('GitHub', () => {
  test('one line for each diagnostic, properties and text escaped', () => {
    const lines = formatGithub(all).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      '::error file=course/unit 1.xml,line=2,col=3,endLine=2,endColumn=7,title=olx-abtest portion-sum::' +
        'The portions add up to 1.1%0ALower them.',
    );
    expect(lines[1]).toMatch(/^::warning /);
    expect(lines[2]).toMatch(/^::notice .*::The portions add up to 1\.1$/);
    expect(lines[3]).toMatch(
      /^::error file=[^:,]*%25%2C%3A[^:,]*,line=1,endLine=2,title=olx-abtest portion-sum::/,
    );
    expect(lines.join('')).not.toMatch(UNSAFE);
  });
});

describe('JUnit', () => {
  test('is well-formed whatever authors wrote', async () => {
    for (const diagnostics of [[], all]) {
      const text = await formatJunit(diagnostics, summary);
      expect(parseXml(text).diagnostics).toEqual([]);
      expect(text).not.toMatch(UNSAFE);
    }
  });

  test('counts errors as failures, and has a case even without findings', async () => {
    const text = await formatJunit(all, summary);
    expect(text).toContain('<testsuites name="olx-abtest" tests="4" failures="2" errors="0">');
    expect(text.match(/<failure /g)).toHaveLength(2);
    expect(text.match(/<system-out>/g)).toHaveLength(2);
    expect(await formatJunit([], summary)).toContain('<testcase name="Nothing to report in 74 files"');
  });
});

test('on a terminal of 60 columns no line of a finding is wider, and no word of its sentences is lost', async () => {
  const sample = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
  const { course } = await loadCourse(sample);
  const found = checkCourse(course).map((each) => ({ ...each, place: { ...each.place, file: 'unit.xml' } }));
  expect(found.length).toBeGreaterThan(1);
  for (const each of found) {
    const narrow = formatPretty({ ...each, related: [] }, plain, 60);
    for (const line of narrow.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60);
    const words = narrow.replace(/\s+/g, ' ');
    for (const sentence of [each.message, each.hint]) expect(words).toContain(sentence);
    expect(formatPretty(each)).toContain(`= hint: ${each.hint}\n`);
  }
});
