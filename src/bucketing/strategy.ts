/** How a learner's value between 0 and 1 is found: by a stable hash, or at random as Open edX's abtest did it. */
import seedrandom from 'seedrandom';
import { stableValue } from './bucket.js';
import { chooseGroup, type GroupChoice, groupFromValue } from './choose.js';

/** The learner and the experiment. Empty strings are legal and are hashed like any other. */
export interface StrategyQuestion {
  readonly experiment: string;
  readonly learner: string;
  /** `course-v1:…`; used by `stable-course` only. */
  readonly courseKey?: string | undefined;
}

/**
 * - `stable`: the stable value of (experiment, learner); the same in every course and on every machine
 * - `stable-course`: the same of (`experiment.courseKey`, learner), the name that Open edX's flags hash
 * - `random`: a new draw each time, as in Open edX's abtest; the caller has to store the result
 * - `seeded`: the same draw, reproducible from a seed, the experiment and the learner
 */
export type StrategyId = 'stable' | 'stable-course' | 'random' | 'seeded';

export interface Strategy {
  readonly id: StrategyId;
  /** Increases when the same question would get another answer; stored with an assignment, it explains the group. */
  readonly version: 1;
  /**
   * The name of one of the groups of the choice.
   * @throws TypeError when the learner or the experiment is missing: there is no random fallback
   */
  draw(question: StrategyQuestion, choice: GroupChoice): string;
}

/** The default: can be computed again at any time, even with an empty store. */
export const stableStrategy: Strategy = {
  id: 'stable',
  version: 1,
  draw(question, choice) {
    check(question);
    return chooseGroup(choice, stableValue(question.experiment, question.learner));
  },
};

/** Draws anew in each course; without a course key the same as `stable`, as flags do. */
export const stableCourseStrategy: Strategy = {
  id: 'stable-course',
  version: 1,
  draw(question, choice) {
    check(question);
    const { experiment, courseKey, learner } = question;
    const hashed = courseKey === undefined ? experiment : `${experiment}.${courseKey}`;
    return chooseGroup(choice, stableValue(hashed, learner));
  },
};

/**
 * Draws each learner's group anew; only a store keeps it.
 * @param source returns numbers from 0 to below 1
 * @example
 * const runtime = createRuntime({ store, strategy: randomStrategy(() => 0.1) });
 * console.log((await runtime.peek(block, 'ada')).group); // → plain
 */
export function randomStrategy(source: () => number = Math.random): Strategy {
  return {
    id: 'random',
    version: 1,
    draw(question, choice) {
      check(question);
      return groupFromValue(choice.pairs, source());
    },
  };
}

/**
 * One draw from `seedrandom(seed NUL experiment NUL learner)` for each learner. seedrandom uses only the low byte of
 * each UTF-16 unit, so names that differ only in their high bytes draw alike; `stable` does not have this flaw.
 * @example
 * console.log(decideGroup(block, 'ada', seededStrategy('autumn')).group); // → story
 */
export function seededStrategy(seed: string): Strategy {
  return {
    id: 'seeded',
    version: 1,
    draw(question, choice) {
      check(question);
      const key = `${seed}\0${question.experiment}\0${question.learner}`;
      return groupFromValue(choice.pairs, generatorOf(key)());
    },
  };
}

function check({ experiment, learner }: StrategyQuestion): void {
  if (typeof learner !== 'string') throw new TypeError('no learner was given');
  if (typeof experiment !== 'string') throw new TypeError('no experiment was given');
}

/** Numbers from 0 to below 1 when called; `int32` gives whole numbers of 32 bits, the sign included. */
interface Generator {
  (): number;
  int32(): number;
}

/** A generator of random numbers: the same sequence for the same seed on every machine. */
export function generatorOf(seed: string): Generator {
  return seedrandom(seed);
}
