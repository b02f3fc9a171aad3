import { expect, test } from 'vitest';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import { checkCourse } from '../../src/rules/check.js';

const found = (text: string): string[] =>
  checkCourse(readLoneFile(text, 'x.xml'))
    .filter((each) => each.severity !== 'info')
    .map((each) => each.ruleId);

test('portions above 1 are told once: nothing is said of the <default> that they leave nothing for', () => {
  const group = (name: string) => `<group name="${name}" portion="0.7"><html url_name="${name}"/></group>`;
  const text = `<abtest experiment="E">${group('a')}${group('b')}<default><html url_name="c"/></default></abtest>`;
  expect(found(text)).toEqual(['portion-sum']);
});

test.each([
  ['<html url_name="x"/>', '<html url_name="x"/>', []],
  ['<html url_name="x"/>', '<html url_name="x">Here.</html>', ['child-in-one-group']],
  ['<html url_name="x">Here.</html>', '<html url_name="x"/>', ['child-in-one-group']],
  ['<html url_name="x">Here.</html>', '<html url_name="x">There.</html>', ['child-in-one-group']],
])('a block may be in two groups only by pointers to one file: %s and %s', (here, there, ids) => {
  const text = `<abtest experiment="E"><group name="a" portion="0.5">${here}</group><default>${there}</default></abtest>`;
  expect(found(text)).toEqual(ids);
});
