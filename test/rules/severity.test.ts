import { expect, test } from 'vitest';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import { checkCourse, type Severities } from '../../src/rules/check.js';

/** Text before a block is less grave than text behind one. */
const text =
  '<abtest experiment="e"><group name="a" portion="1">before <html><p/></html> behind</group></abtest>';

function severities(wanted?: Severities): string[] {
  const found = checkCourse(readLoneFile(text, 'x.xml'), wanted);
  return found.filter((each) => each.ruleId === 'no-stray-text').map((each) => each.severity);
}

test('a finding may be less grave than its rule', () => {
  expect(severities()).toEqual(['warning', 'error']);
});

test('the severity that people ask for holds for all that a rule finds', () => {
  expect(severities({ 'no-stray-text': 'info' })).toEqual(['info', 'info']);
  expect(severities({ 'no-stray-text': 'error' })).toEqual(['error', 'error']);
  expect(severities({ 'no-stray-text': 'off' })).toEqual([]);
});
