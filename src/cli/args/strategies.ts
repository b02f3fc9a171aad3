/** The options for the strategy that puts learners into groups. */
import type { Strategy } from '../../index.js';
import { UsageError } from '../process/cli-errors.js';
import { choice, text } from './options.js';

const NAMES = ['stable', 'stable-course', 'random', 'seeded'] as const;
type StrategyName = (typeof NAMES)[number];

export const STRATEGY_OPTIONS = {
  strategy: choice(NAMES, 'How learners without an assignment get one', { default: 'stable' }),
  seed: text('The seed of the strategy seeded'),
};

export async function strategyOf(name: StrategyName, seed: string | undefined): Promise<Strategy> {
  const { randomStrategy, seededStrategy, stableStrategy, stableCourseStrategy } = await import(
    '../../learners.js'
  );
  if (name === 'seeded' && seed === undefined)
    throw new UsageError('--strategy seeded needs a seed', 'Write --seed 2026, for example.');
  if (name !== 'seeded' && seed !== undefined)
    throw new UsageError('--seed requires --strategy seeded', 'Add --strategy seeded, or leave out --seed.');
  switch (name) {
    case 'stable':
      return stableStrategy;
    case 'stable-course':
      return stableCourseStrategy;
    case 'random':
      return randomStrategy();
    case 'seeded':
      return seededStrategy(seed!);
  }
}
