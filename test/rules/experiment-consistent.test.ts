import { expect, test } from 'vitest';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { checkCourse } from '../../src/rules/check.js';

const files = (entries: Record<string, string>) =>
  new MemoryFiles(new Map(Object.entries(entries).map(([path, text]) => [path, Buffer.from(text)])), '');

/** What the rule says: severity and file. */
function found(entries: Record<string, string>): string[] {
  const diagnostics = checkCourse(readCourse(files(entries), 'course'));
  return diagnostics
    .filter((each) => each.ruleId === 'experiment-consistent')
    .map((each) => `${each.severity} ${each.place.file}`);
}

/** `a .5, b .5, default`: the groups of an abtest, each with a block to show. */
function abtest(groups: string, experiment = 'e'): string {
  const elements = groups.split(', ').map((each) => {
    const [name, portion] = each.split(' ');
    return name === 'default'
      ? '<default><html><p/></html></default>'
      : `<group name="${name}" portion="${portion}"><html><p/></html></group>`;
  });
  return `<abtest experiment="${experiment}">${elements.join('')}</abtest>`;
}

function course(...names: string[]): string {
  const pointers = names.map((name) => `<abtest url_name="${name}"/>`).join('');
  return `<course url_name="run" org="o" course="c"><vertical url_name="v">${pointers}</vertical></course>`;
}

test.each([
  ['a .5, b .5', 'a 0.5, b 5e-1', null],
  ['a .5, default', 'default, a .5', null],
  ['a .5, off 0, b .5', 'off 0, a .5, b .5', null],
  ['a .5, b .5', 'a .5, b .5, default', null],
  ['a .5, b half', 'b .5, a .5', 'warning'],
  ['a .5, b half', 'a .5, b 0', null],
  ['a .5, b .5', 'b .5, a .5', 'warning'],
  ['a .5, b .5', 'a .4, b .6', 'warning'],
  ['a .5, b .5, off 0', 'a .5, b .5', 'warning'],
  ['a .5, b .5', 'a .5, default', 'error'],
  ['a .5, default', 'a .5, b .5', 'error'],
  ['a .5, b .5', 'a .4, b .4, default', 'error'],
  ['a .4, b .4, default', 'a .5, b .5, default', 'warning'],
])('%s and %s: %s', (first, second, severity) => {
  const told = found({
    'course.xml': course('one', 'two'),
    'abtest/one.xml': abtest(first),
    'abtest/two.xml': abtest(second),
  });
  expect(told).toEqual(severity === null ? [] : [`${severity} abtest/two.xml`]);
});

test('another experiment, and a block that nothing points to, may differ', () => {
  const entries = {
    'course.xml': course('one', 'two'),
    'abtest/one.xml': abtest('a .5, b .5'),
    'abtest/two.xml': abtest('c .5, d .5', 'E'),
    'abtest/unused.xml': abtest('c .5, d .5'),
  };
  expect(found(entries)).toEqual([]);
});

test('a draft is held against what stays when it is published', () => {
  const entries = {
    'course.xml': course('one', 'two'),
    'abtest/one.xml': abtest('a .5, b .5'),
    'abtest/two.xml': abtest('a .5, b .5'),
    'drafts/vertical/v.xml':
      '<vertical parent_url="i4x://o/c/sequential/s"><abtest url_name="one"/><abtest url_name="two"/></vertical>',
    'drafts/abtest/one.xml': abtest('a .2, b .8'),
    'drafts/abtest/two.xml': abtest('a .2, b .8'),
  };
  expect(found(entries)).toEqual([]);
  expect(found({ ...entries, 'drafts/abtest/two.xml': abtest('a .5, b .5') })).toEqual([
    'warning drafts/abtest/two.xml',
  ]);
  const { 'drafts/abtest/two.xml': _, ...oneDraft } = entries;
  expect(found(oneDraft)).toEqual(['warning drafts/abtest/one.xml']);
});
