/** The options of the commands about learners, for when one is misspelt. */

const STORE = ['--store', '--scope', '--all-courses'];
const STRATEGY = ['--strategy', '--seed'];

export const LEARNER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  assign: [
    '--learner',
    '--roster',
    '--experiment',
    '--stale',
    '--dry-run',
    '--format',
    ...STORE,
    ...STRATEGY,
  ],
  children: ['--learner', '--experiment', '--group', '--format', ...STORE, ...STRATEGY],
  simulate: ['--learners', '-n', '--seed', '--experiment', '--format'],
  assignments: ['--learner', '--experiment', '--format', ...STORE],
  bucket: ['--number', '-n', '--buckets', '-b', '--abbrev', '-a', '--check-only', '-c'],
  sql: ['--dialect', '--experiment', '--group', '--number', '-n', '--column', '--course-key'],
};
