import { expect, test } from 'vitest';
import { rulePage, ruleTable } from '../../src/cli/reports/rules.js';
import { plain } from '../../src/diagnostics/pretty.js';
import { rules } from '../../src/rules/index.js';

const same = (text: string) => text;
const paint = { ...plain, good: same, code: same };

test.each(rules.map((rule) => [rule.id, rule] as const))('the page of %s is shown completely', (id, rule) => {
  const text = rulePage(rule, paint, 80);
  expect(text.startsWith(`${id}\n\n`)).toBe(true);
  for (const part of ['Severity: ', 'What', 'Why', 'Wrong', 'Right']) expect(text).toContain(`\n${part}`);
  expect(text).not.toMatch(/^```|\*\*|^#/m);
  // Items of lists begin on lines of their own.
  expect(text).not.toMatch(/^(?! {4}|\|).*\S \* /m);
  const prose = text.split('\n').filter((line) => !/^( {4}|\|)/.test(line));
  expect(prose.filter((line) => line.length > 80)).toEqual([]);
});

test('a rule without a page has its summary', () => {
  const rule = { id: 'no-such-page', severity: 'info', summary: 'It holds.' } as const;
  expect(rulePage(rule, paint, 80)).toBe('no-such-page\n\nIt holds.\n\nSeverity: info\n');
});

test('the table has every rule, within its width', () => {
  const text = ruleTable(rules, paint, 80);
  for (const { id } of rules) expect(text).toContain(`${id} `);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
