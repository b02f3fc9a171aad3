import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { stableValue } from '../../src/bucketing/bucket.js';
import { chooseGroup, prepareGroupChoice } from '../../src/bucketing/choose.js';
import {
  randomStrategy,
  type StrategyQuestion,
  seededStrategy,
  stableCourseStrategy,
  stableStrategy,
} from '../../src/bucketing/strategy.js';
import { fraction } from '../../src/portion/fraction.js';

const candidates = [
  { name: 'a', share: fraction(1n, 10n) },
  { name: 'b', share: fraction(2n, 10n) },
  { name: 'c', share: fraction(7n, 10n) },
];
const choice = prepareGroupChoice(candidates);
const learners = Array.from({ length: 20_000 }, (_, i) => `learner${i}`);
const courseKey = 'course-v1:edX+DemoX+Demo_Course';

const everyStrategy = [stableStrategy, stableCourseStrategy, randomStrategy(), seededStrategy('7')];

function expectShares(names: readonly string[]): void {
  for (const { name, share } of candidates) {
    const p = Number(share.numerator) / Number(share.denominator);
    const got = names.filter((each) => each === name).length;
    const sigma = Math.sqrt(names.length * p * (1 - p));
    expect(Math.abs(got - names.length * p), name).toBeLessThan(4.5 * sigma);
  }
}

describe.each(everyStrategy)('strategy $id', (strategy) => {
  test('is at version 1 and gives the groups their shares', () => {
    expect(strategy.version).toBe(1);
    expectShares(learners.map((learner) => strategy.draw({ experiment: 'e', learner, courseKey }, choice)));
  });

  test('refuses to draw without a learner', () => {
    for (const learner of [null, undefined, 7]) {
      const question = { experiment: 'e', learner } as unknown as StrategyQuestion;
      expect(() => strategy.draw(question, choice)).toThrow(TypeError);
    }
    const nameless = { learner: 'alice' } as unknown as StrategyQuestion;
    expect(() => strategy.draw(nameless, choice)).toThrow('no experiment was given');
  });

  test('an empty learner or experiment is legal', () => {
    expect(['a', 'b', 'c']).toContain(strategy.draw({ experiment: '', learner: '' }, choice));
  });
});

describe('stable', () => {
  test('chooses at the stable value, whatever the course', () => {
    for (const learner of learners.slice(0, 200)) {
      const expected = chooseGroup(choice, stableValue('exp', learner));
      expect(stableStrategy.draw({ experiment: 'exp', learner }, choice)).toBe(expected);
      expect(stableStrategy.draw({ experiment: 'exp', learner, courseKey }, choice)).toBe(expected);
    }
  });
});

describe('stable-course', () => {
  test('hashes the experiment with the course key, as the flags do', () => {
    let moved = 0;
    for (const learner of learners.slice(0, 200)) {
      const group = stableCourseStrategy.draw({ experiment: 'exp', learner, courseKey }, choice);
      expect(group).toBe(chooseGroup(choice, stableValue(`exp.${courseKey}`, learner)));
      if (group !== stableStrategy.draw({ experiment: 'exp', learner }, choice)) moved += 1;
    }
    expect(moved).toBeGreaterThan(50);
  });

  test('without a course it is the same as stable', () => {
    for (const learner of learners.slice(0, 200)) {
      const question = { experiment: 'exp', learner };
      expect(stableCourseStrategy.draw(question, choice)).toBe(stableStrategy.draw(question, choice));
    }
  });
});

describe('random', () => {
  test('takes its numbers from the source, by the original rule', () => {
    const numbers = [0, 0.1, 0.3, 0.30000000000000004, 0.999];
    const strategy = randomStrategy(() => numbers.shift()!);
    const drawn = [1, 2, 3, 4, 5].map(() => strategy.draw({ experiment: 'e', learner: 'l' }, choice));
    expect(drawn).toEqual(['a', 'b', 'b', 'c', 'c']);
  });

  test('draws anew each time', () => {
    const strategy = randomStrategy();
    const drawn = new Set(
      learners.slice(0, 500).map(() => strategy.draw({ experiment: 'e', learner: 'l' }, choice)),
    );
    expect([...drawn].sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('seeded', () => {
  test("seedrandom's known answer has not changed", () => {
    expect(seedrandom('hello.')()).toBe(0.9282578795792454);
  });

  test('is one draw of seedrandom from seed, experiment and learner', () => {
    for (const learner of learners.slice(0, 200)) {
      const point = seedrandom(`7\0exp\0${learner}`)();
      const expected = point < 0.1 ? 'a' : point < 0.30000000000000004 ? 'b' : 'c';
      expect(seededStrategy('7').draw({ experiment: 'exp', learner }, choice)).toBe(expected);
    }
  });

  test('another seed and another experiment give other draws', () => {
    const all = (seed: string, experiment: string) =>
      learners.slice(0, 200).map((learner) => seededStrategy(seed).draw({ experiment, learner }, choice));
    expect(all('7', 'exp')).toEqual(all('7', 'exp'));
    expect(all('7', 'exp')).not.toEqual(all('8', 'exp'));
    expect(all('7', 'exp')).not.toEqual(all('7', 'other'));
  });

  test('uses the low bytes of a name only', () => {
    const fine = prepareGroupChoice(
      Array.from({ length: 1000 }, (_, i) => ({ name: `${i}`, share: fraction(1n, 1000n) })),
    );
    const draw = (learner: string) => seededStrategy('7').draw({ experiment: 'e', learner }, fine);
    expect(draw('\u4e00')).toBe(draw('\u5e00'));
    expect(draw('\u4e00')).not.toBe(draw('\u4e01'));
  });
});
