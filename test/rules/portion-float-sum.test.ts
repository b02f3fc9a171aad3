import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import { checkCourse } from '../../src/rules/check.js';

/** Group name and portion; a portion of `null` is the `<default>`. */
type Written = readonly [name: string, portion: string | null];

function findings(groups: readonly Written[], defaultHasContent = false): Diagnostic[] {
  const child = '<html><p>x</p></html>';
  const elements = groups.map(([name, portion]) =>
    portion === null
      ? `<default>${child}</default>`
      : `<group name="${name}" portion="${portion}">${child}</group>`,
  );
  if (defaultHasContent) elements.push(`<default>${child}</default>`);
  const text = `<abtest experiment="e">${elements.join('')}</abtest>`;
  return checkCourse(readLoneFile(text, 'x.xml')).filter((each) => each.ruleId === 'portion-float-sum');
}

function named(...portions: string[]): Written[] {
  return portions.map((portion, index) => [`g${index + 1}`, portion]);
}

/** Does what the hint says. */
function follow(hint: string, groups: readonly Written[]): Written[] {
  const move = /^Put the group "(.*)" (?:before all others|right behind "(.*)"):/.exec(hint);
  if (move !== null) {
    const [, name, behind] = move;
    const moved = groups.find((each) => each[0] === name)!;
    const others = groups.filter((each) => each !== moved);
    others.splice(behind === undefined ? 0 : others.findIndex((each) => each[0] === behind) + 1, 0, moved);
    return others;
  }
  const rest = /^Make the group "(.*)" the <default>/.exec(hint);
  if (rest !== null) return groups.map(([name, portion]) => [name, name === rest[1] ? null : portion]);
  const [, lower, whose] = /^Write portion="(.*)" for the group "(.*)"\.$/.exec(hint)!;
  return groups.map(([name, portion]) => [name, name === whose ? lower! : portion]);
}

const REFUSED = [
  named('0.33', '0.56', '0.11'),
  named('0.34', '0.55', '0.11'),
  named('0.55', '0.34', '0.11'),
  named('0.34', '0.56', '0.1'),
  named('0.4', '0.2', '0.3', '0.1'),
  named('0.2', '0.4', '0.3', '0.1'),
  named('0.1', '0.1', '0.4', '0.3', '0.1'),
  named(...Array.from({ length: 20 }, () => '0.05')),
  named(...Array.from({ length: 40 }, () => '0.025')),
  named(...Array.from({ length: 50 }, () => '.02')),
];
const SHORT = [
  named('0.7', '0.2', '0.1'),
  named('0.3', '0.6', '0.1'),
  named(...Array.from({ length: 10 }, () => '0.1')),
];

describe('fair portions that Open edX may refuse', () => {
  test.each(REFUSED)('%j and on: a warning whose hint helps', (...groups) => {
    const [found, ...others] = findings(groups);
    expect(others).toEqual([]);
    expect(found!.severity).toBe('warning');
    expect(findings(follow(found!.hint, groups))).toEqual([]);
  });

  test.each(REFUSED)('%j and on, and a default with blocks: the hint keeps the default', (...groups) => {
    const [found] = findings(groups, true);
    expect(found!.hint).not.toContain('the <default>:');
    expect(findings(follow(found!.hint, groups), true)).toEqual([]);
  });
});

test.each(SHORT)('%j and on fall short of 1: an info whose hint helps', (...groups) => {
  const [found] = findings(groups);
  expect(found!.severity).toBe('info');
  expect(findings(follow(found!.hint, groups))).toEqual([]);
});

test.each([
  [named('0.5', '0.5')],
  [named('0.7', '0.2')],
  [named('0.9', '0.2')],
  [named('1.5', '-0.5')],
  [named('nan', '0.1')],
  [[]],
])('nothing to say of %j', (groups) => {
  expect(findings(groups)).toEqual([]);
});
