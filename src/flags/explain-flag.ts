/** Explains in words, step by step, why a user is in a bucket. */
import { stableValue } from '../bucketing/bucket.js';
import type { LearningContextKey } from './course-key.js';
import { type FlagLayerAnswer, readCourseKey } from './course-waffle-flag.js';
import type { BucketDecision, ExperimentFlag } from './flag.js';
import { askerOf, FlagContext, knownUser } from './flag-request.js';
import type { WaffleAnswer } from './waffle.js';
import type { WindowEdge } from './window.js';

export interface BucketStep {
  readonly step: 'user' | 'main-flag' | 'window' | 'bucket-flag' | 'hash' | 'answer';
  readonly says: string;
}

export interface BucketExplanation extends BucketDecision {
  readonly steps: readonly BucketStep[];
}

const RULES: Readonly<Record<WaffleAnswer['rule'], string>> = {
  'query-override': 'the query decides',
  missing: 'the flag does not exist',
  everyone: 'for everyone',
  testing: 'testing',
  language: 'the language is among its languages',
  'no-user': 'the request has no user',
  authenticated: 'for all who are logged in',
  staff: 'for staff',
  superuser: 'for superusers',
  user: 'the user is among its users',
  group: 'the user is in one of its groups',
  percent: 'percent',
  nothing: 'no rule turns it on',
  'no-request': 'there is no request',
};

/**
 * The decision that `getBucket` would make for a new request, with its steps. Nothing is tracked or set.
 * @example
 * const flag = new ExperimentFlag('experiments.video', 'courseware.video');
 * const settings = new FlagSettings({ flags: [{ name: flag.name, definition: { ...NEW_FLAG, everyone: true } }] });
 * const { bucket, steps } = explainBucket(flag, new FlagContext(settings, { user: { id: 7, username: 'ada' } }));
 * console.log(bucket, steps.at(-1)?.says); // → 0 bucket 0: the stable bucket
 */
export function explainBucket(
  flag: ExperimentFlag,
  context: FlagContext,
  courseKey?: LearningContextKey | string | null,
): BucketExplanation {
  const steps: BucketStep[] = [];
  const say = (step: BucketStep['step'], says: string): void => {
    steps.push({ step, says });
  };
  const { settings, request, services } = context;
  const fresh = new FlagContext(settings, request, services);
  if (request !== null) say('user', userText(flag, fresh, readCourseKey(courseKey)));
  const decision = flag.decide(fresh, courseKey, {
    main: (answer) => say('main-flag', `${flag.name} is ${layerText(answer)}`),
    noWindow: (why) => say('window', NO_WINDOW_TEXTS[why]),
    window: (window, enrolledAt, time, verdict) => {
      const when = new Date(time).toISOString();
      const enrolled = enrolledAt === null ? `not enrolled, so counted as now (${when})` : `enrolled ${when}`;
      say(
        'window',
        `${edgeText('from', window.start)}, ${edgeText('to', window.end)}; ${enrolled}: ${VERDICTS[verdict]}`,
      );
    },
    bucket: (index, answer) => say('bucket-flag', `${flag.buckets[index]!.name} is ${layerText(answer)}`),
    hash: (name, user) =>
      say(
        'hash',
        user === null
          ? 'no user is logged in: bucket 0 without hashing'
          : `md5 of "${name}" and "${user.username}" gives ${stableValue(name, user.username)}, modulo ${flag.numBuckets}`,
      ),
  });
  say('answer', `bucket ${decision.bucket}: ${REASONS[decision.reason]}`);
  return { ...decision, steps };
}

const NO_WINDOW_TEXTS = {
  'no-course': 'not checked: no course was given',
  'no-experiment-id': 'not checked: the flag has no experiment id',
  'not-set': 'the experiment has neither enrollment_start nor enrollment_end',
};

const VERDICTS = {
  inside: 'inside',
  'before-start': 'before the start',
  'after-end': 'not before the end',
  'start-unreadable': 'the start cannot be read, so no learner is inside',
  'end-unreadable': 'the end cannot be read, so no learner is inside',
};

const REASONS: Readonly<Record<BucketDecision['reason'], string>> = {
  'no-request': 'there is no request',
  cached: 'decided before',
  off: 'the experiment is off',
  'outside-window': 'the enrolment is outside the window',
  forced: 'forced by its flag',
  hash: 'the stable bucket',
  override: 'set by a test',
};

function userText(
  { useCourseAwareBucketing }: ExperimentFlag,
  { request }: FlagContext,
  key: LearningContextKey | null,
) {
  const asker = askerOf(request!, key);
  const user = knownUser(asker.user);
  const name = user === null ? 'no user is logged in' : `"${user.username}"`;
  const who = asker.isMasquerade ? `${name}, whom the user acts as` : name;
  const course = key === null ? 'no course' : key.text;
  return `${who}; ${course}; buckets are ${useCourseAwareBucketing ? 'drawn for each course' : 'the same in all courses'}`;
}

function layerText(answer: FlagLayerAnswer): string {
  const state = answer.on ? 'on' : 'off';
  if (answer.layer !== 'flag') return `${state}: forced for the ${answer.layer} ${answer.target}`;
  const { rule, because } = answer.waffle;
  return `${state}: ${RULES[rule]}${because === '' ? '' : ` (${because})`}`;
}

function edgeText(word: string, edge: WindowEdge): string {
  if (edge.kind === 'open') return `${word} any time`;
  return edge.kind === 'at' ? `${word} ${new Date(edge.time).toISOString()}` : `${word} "${edge.text}"`;
}
