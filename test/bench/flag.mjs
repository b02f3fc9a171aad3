/** Times a full flag decision against a bare stable bucket of the same name, in turns, in one run. */
import { stableBucket } from '../../build/bucketing/bucket.js';
import { ExperimentFlag } from '../../build/flags/flag.js';
import { FlagContext } from '../../build/flags/flag-request.js';
import { FlagSettings, NEW_FLAG } from '../../build/flags/flag-settings.js';
import { median, table, timeFunctions } from './measure.mjs';

const ROUNDS = Number(process.argv[2] ?? 15);
const LIMIT = 3;
const DECISIONS = 65_536;
const COURSE = 'course-v1:edX+DemoX+Demo_Course';
const NAME = 'experiments.test';

const users = Array.from({ length: DECISIONS }, (_, i) => ({
  id: i + 1,
  username: `learner_${(i * 2_654_435_761) % 1_000_003}`,
}));
const enrolled = new Date('2024-06-01T00:00:00Z');
const settings = new FlagSettings({
  flags: [{ name: NAME, definition: { ...NEW_FLAG, everyone: true } }],
  keyValues: [
    { experiment_id: 5, key: 'enrollment_start', value: '2024-01-01' },
    { experiment_id: 5, key: 'enrollment_end', value: '2025-01-01T00:00:00+01:00' },
  ],
});
const flag = new ExperimentFlag(NAME, 'bench', { experimentId: 5 });
const services = { enrolledAt: () => enrolled, tracker: { track() {} } };
/** What a busy site has besides: overrides of other courses, other flags, and this flag's buckets as rows. */
const crowded = new FlagSettings({
  flags: [
    { name: NAME, definition: { ...NEW_FLAG, everyone: true } },
    { name: `${NAME}.0`, definition: NEW_FLAG },
    { name: `${NAME}.1`, definition: { ...NEW_FLAG, staff: true, users: ['somebody'] } },
    ...Array.from({ length: 500 }, (_, i) => ({ name: `other.flag_${i}`, definition: NEW_FLAG })),
  ],
  overrides: Array.from({ length: 500 }, (_, i) => ({
    waffle_flag: NAME,
    scope: 'course',
    target: `course-v1:edX+Other+${i}`,
    override_choice: 'off',
    enabled: true,
  })),
  keyValues: [
    { experiment_id: 5, key: 'enrollment_start', value: '2024-01-01' },
    { experiment_id: 5, key: 'enrollment_end', value: '2025-01-01T00:00:00+01:00' },
  ],
});

const sums = new Set();
const decisions = (picture, requestOf) => () => {
  let sum = 0;
  for (const user of users)
    sum += flag.getBucket(new FlagContext(picture, requestOf(user), services), COURSE);
  sums.add(sum);
};
const times = timeFunctions(
  {
    stableBucket() {
      let sum = 0;
      for (const { username } of users) sum += stableBucket(`${NAME}.${COURSE}`, 2, username);
      sums.add(sum);
    },
    'a decision, a new request each': decisions(settings, (user) => ({ user })),
    'the same, many rows, bucket flags looked at': decisions(crowded, (user) => ({ user })),
    'the same, with a session and an event': decisions(settings, (user) => ({ user, session: new Map() })),
  },
  ROUNDS,
);
if (sums.size !== 1) throw new Error('the candidates disagree');
console.log(table(times, 'stableBucket', `ms for ${DECISIONS}`));
const ratio = median(times['a decision, a new request each']) / median(times.stableBucket);
console.log(`\n${ratio.toFixed(2)} x a bare stableBucket (at most ${LIMIT})`);
if (ratio > LIMIT) process.exitCode = 1;
