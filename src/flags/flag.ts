/** An experiment controlled by flags: a main flag that turns it on, and one flag for each bucket that forces it. */

import { checkCount, stableBucket } from '../bucketing/bucket.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { LearningContextKey } from './course-key.js';
import { CourseWaffleFlag, type FlagLayerAnswer, readCourseKey } from './course-waffle-flag.js';
import {
  askerOf,
  bucketName,
  type FlagAsker,
  type FlagContext,
  type FlagUser,
  knownUser,
} from './flag-request.js';
import type { FlagSettings } from './flag-settings.js';
import { type EnrollmentWindow, inWindow, isOpen, type WindowVerdict } from './window.js';

const OPTIONS = { numBuckets: true, experimentId: true, useCourseAwareBucketing: true } as const;
export const LARGEST_EXPERIMENT_ID = 65_535;

export interface ExperimentFlagOptions {
  /** Default 2. */
  readonly numBuckets?: number;
  /** The experiment whose key-values hold the enrolment window; 0 is a valid id. Default null: no window. */
  readonly experimentId?: number | null;
  /** Whether learners are bucketed separately in each course. Default true. */
  readonly useCourseAwareBucketing?: boolean;
}

/**
 * - `no-request`: there is no request
 * - `cached`: decided before in this request
 * - `off`: the main flag is off
 * - `outside-window`: the enrolment is outside the experiment's window
 * - `forced`: the flag of a bucket is on
 * - `hash`: the stable bucket; 0 for an anonymous user
 * - `override`: set by a test
 */
export type BucketReason =
  | 'no-request'
  | 'cached'
  | 'off'
  | 'outside-window'
  | 'forced'
  | 'hash'
  | 'override';

/** Callbacks for the steps of a decision. */
export interface FlagNotes {
  main?(answer: FlagLayerAnswer): void;
  window?(window: EnrollmentWindow, enrolledAt: Date | null, time: number, verdict: WindowVerdict): void;
  noWindow?(why: 'no-course' | 'no-experiment-id' | 'not-set'): void;
  bucket?(index: number, answer: FlagLayerAnswer): void;
  hash?(name: string, user: FlagUser | null): void;
}

export interface BucketDecision {
  readonly bucket: number;
  readonly reason: BucketReason;
}

/** What is the same for all learners of a course as long as the settings do not change. */
interface Plan {
  readonly key: LearningContextKey | null;
  readonly hashName: string;
  readonly cacheKey: string;
  readonly window: EnrollmentWindow;
  readonly forcedMain: FlagLayerAnswer | null;
  readonly forcedBuckets: readonly (FlagLayerAnswer | null)[];
  /** Buckets whose flag may be on; the others are off for everyone. */
  readonly candidates: readonly number[];
}

export type FlagCourseKey = LearningContextKey | string | null | undefined;

const overrides = new WeakMap<ExperimentFlag, { readonly active: boolean; readonly bucket: number }>();

/**
 * Open edX's `ExperimentWaffleFlag`: the bucket of a user in an experiment that flags control.
 * @example
 * const flag = new ExperimentFlag('experiments.video', 'courseware.video', { numBuckets: 2 });
 * const definition = { ...NEW_FLAG, everyone: true };
 * const settings = new FlagSettings({ flags: [{ name: 'experiments.video', definition }] });
 * const context = new FlagContext(settings, { user: { id: 7, username: 'ada' } });
 * console.log(flag.getBucket(context, 'course-v1:edX+DemoX+2026')); // → 1
 */
export class ExperimentFlag {
  readonly name: string;
  readonly moduleName: string;
  readonly numBuckets: number;
  readonly experimentId: number | null;
  readonly useCourseAwareBucketing: boolean;
  /** The part of the name before its first dot, and the part after it. */
  readonly appLabel: string;
  readonly experimentName: string;
  readonly main: CourseWaffleFlag;
  /** `<name>.0`, `<name>.1`, …: the lowest one that is on forces its bucket. */
  readonly buckets: readonly CourseWaffleFlag[];

  /**
   * @throws SyntaxError for a name without a dot
   * @throws RangeError for a number of buckets that is not a whole number of at least 1, and for an invalid experiment
   *   id
   */
  constructor(flagName: string, moduleName: string, options: ExperimentFlagOptions = {}) {
    requireKnownOptions('ExperimentFlag', options, OPTIONS);
    this.main = new CourseWaffleFlag(flagName, moduleName);
    this.name = flagName;
    this.moduleName = moduleName;
    this.numBuckets = options.numBuckets ?? 2;
    checkCount(this.numBuckets);
    this.experimentId = options.experimentId ?? null;
    if (this.experimentId !== null) checkExperimentId(this.experimentId);
    this.useCourseAwareBucketing = options.useCourseAwareBucketing ?? true;
    const dot = flagName.indexOf('.');
    this.appLabel = flagName.slice(0, dot);
    this.experimentName = flagName.slice(dot + 1);
    this.buckets = Array.from(
      { length: this.numBuckets },
      (_, index) => new CourseWaffleFlag(`${flagName}.${index}`, moduleName),
    );
  }

  /**
   * The user's bucket, 0 to numBuckets - 1; 0 for all who are not in the experiment. Reported to the context's tracker
   * once per session and course, unless `track` is false.
   * @throws SyntaxError for an invalid course key
   */
  getBucket(
    context: FlagContext | null,
    courseKey?: FlagCourseKey,
    options?: { readonly track?: boolean },
  ): number {
    const override = overrides.get(this);
    if (override !== undefined) return override.active ? override.bucket : 0;
    if (context === null || context.request === null) return 0;
    const plan = this.#plan(context.settings, courseKey);
    const asker = askerOf(context.request, plan.key);
    const user = knownUser(asker.user);
    const name = bucketName(plan.cacheKey, user);
    const known = context.buckets.get(name);
    if (known !== undefined) return known;
    const { bucket, reason } = this.#decide(context, plan, asker, null);
    const isIn = reason === 'forced' || reason === 'hash';
    if (isIn && options?.track !== false) this.#track(context, plan, asker, bucket);
    context.buckets.set(name, bucket);
    return bucket;
  }

  /** Returns whether the user is in a bucket other than 0. Reports as `getBucket` does. */
  isEnabled(context: FlagContext | null, courseKey?: FlagCourseKey): boolean {
    return this.getBucket(context, courseKey) !== 0;
  }

  /** Returns whether the main flag is on. Nothing else is checked. */
  isExperimentOn(context: FlagContext | null, courseKey?: FlagCourseKey): boolean {
    if (context === null) return false;
    const override = overrides.get(this);
    if (override === undefined) return this.main.isEnabled(context, courseKey);
    return this.main.forced(context.settings, readCourseKey(courseKey))?.on ?? override.active;
  }

  /** The decision with its reason, computed again and not reported; `notes` is called at each step. */
  decide(
    context: FlagContext | null,
    courseKey?: FlagCourseKey,
    notes: FlagNotes | null = null,
  ): BucketDecision {
    const override = overrides.get(this);
    if (override !== undefined) return { bucket: override.active ? override.bucket : 0, reason: 'override' };
    if (context === null || context.request === null) return { bucket: 0, reason: 'no-request' };
    const plan = this.#plan(context.settings, courseKey);
    return this.#decide(context, plan, askerOf(context.request, plan.key), notes);
  }

  // ---------------------------------------------------------------------------------------------------------------

  #plan(settings: FlagSettings, courseKey: FlagCourseKey): Plan {
    const text = typeof courseKey === 'string' ? courseKey : (courseKey?.text ?? '');
    return settings.remember(this, text, () => this.#makePlan(settings, readCourseKey(courseKey)));
  }

  #makePlan(settings: FlagSettings, key: LearningContextKey | null): Plan {
    const forcedBuckets = this.buckets.map((flag) => flag.forced(settings, key));
    const mayBeOn = (index: number): boolean => {
      const forced = forcedBuckets[index]!;
      if (forced !== null) return forced.on;
      return settings.flag(this.buckets[index]!.name) !== null || settings.flagDefault;
    };
    const withCourse = key === null ? this.name : `${this.name}.${key.text}`;
    return {
      key,
      hashName: this.useCourseAwareBucketing ? withCourse : this.name,
      cacheKey: withCourse,
      window: settings.window(this.experimentId ?? -1),
      forcedMain: this.main.forced(settings, key),
      forcedBuckets,
      candidates: [...this.buckets.keys()].filter(mayBeOn),
    };
  }

  #decide(context: FlagContext, plan: Plan, asker: FlagAsker, notes: FlagNotes | null): BucketDecision {
    const main = plan.forcedMain ?? this.main.unforced(context, asker);
    notes?.main?.(main);
    if (!main.on) return { bucket: 0, reason: 'off' };
    if (!this.#isInside(context, plan, asker, notes)) return { bucket: 0, reason: 'outside-window' };
    for (const index of notes === null ? plan.candidates : this.buckets.keys()) {
      const answer = plan.forcedBuckets[index] ?? this.buckets[index]!.unforced(context, asker);
      notes?.bucket?.(index, answer);
      if (answer.on) return { bucket: index, reason: 'forced' };
    }
    const user = knownUser(asker.user);
    notes?.hash?.(plan.hashName, user);
    return { bucket: stableBucket(plan.hashName, this.numBuckets, user?.username), reason: 'hash' };
  }

  #isInside(context: FlagContext, plan: Plan, asker: FlagAsker, notes: FlagNotes | null): boolean {
    const { key, window } = plan;
    if (key === null || this.experimentId === null || isOpen(window)) {
      notes?.noWindow?.(
        key === null ? 'no-course' : this.experimentId === null ? 'no-experiment-id' : 'not-set',
      );
      return true;
    }
    const { services } = context;
    const user = knownUser(asker.user);
    const found = user === null ? null : (services.enrolledAt?.(user, key) ?? null);
    // An enrolment without a date is treated as no enrolment, that is, as if the user enrolled now.
    const enrolledAt = found === null || Number.isNaN(found.getTime()) ? null : found;
    const time = enrolledAt?.getTime() ?? (services.now ?? Date.now)();
    const verdict = inWindow(window, time);
    notes?.window?.(window, enrolledAt, time, verdict);
    return verdict === 'inside';
  }

  #track(
    { request, services }: FlagContext,
    { key, cacheKey }: Plan,
    asker: FlagAsker,
    bucket: number,
  ): void {
    const session = request?.session ?? null;
    const user = knownUser(asker.user);
    // Without a tracker the session is not marked, so that the first request with one reports the bucket.
    if (session === null || user === null || asker.isMasquerade || services.tracker === undefined) return;
    const mark = `tracked.${cacheKey}`;
    if (session.get(mark)) return;
    services.tracker.track({
      user_id: user.id!,
      event: 'edx.bi.experiment.user.bucketed',
      properties: {
        site: request?.site?.domain ?? null,
        app_label: this.appLabel,
        experiment: this.experimentName,
        course_id: key?.text ?? null,
        bucket,
        is_staff: user.is_staff ?? false,
        nonInteraction: 1,
      },
    });
    session.set(mark, true);
  }
}

/**
 * For tests: while `fn` runs, or until the promise that it returns settles, every `getBucket` of this flag returns
 * `bucket` (0 when not `active`), and its main flag itself is `active`; course and org overrides still apply.
 * @throws RangeError for a bucket that the flag does not have
 * @example
 * const flag = new ExperimentFlag('experiments.video', 'courseware.video');
 * const context = new FlagContext(new FlagSettings(), { user: { id: 7, username: 'ada' } });
 * console.log(overrideExperimentFlag(flag, { bucket: 1 }, () => flag.getBucket(context))); // → 1
 */
export function overrideExperimentFlag<T>(
  flag: ExperimentFlag,
  { active = true, bucket = 1 }: { readonly active?: boolean; readonly bucket?: number },
  fn: () => T,
): T {
  if (!Number.isInteger(bucket) || bucket < 0 || bucket >= flag.numBuckets) {
    throw new RangeError(`${flag.name} has the buckets 0 to ${flag.numBuckets - 1}, not ${bucket}`);
  }
  const before = overrides.get(flag);
  const restore = (): void => {
    if (before === undefined) overrides.delete(flag);
    else overrides.set(flag, before);
  };
  overrides.set(flag, { active, bucket });
  let isPending = false;
  try {
    const result = fn();
    if (!(result instanceof Promise)) return result;
    isPending = true;
    return result.finally(restore) as T;
  } finally {
    if (!isPending) restore();
  }
}

/** @throws RangeError when it is not a whole number from 0 to 65535, the range of Open edX's database column */
function checkExperimentId(id: number): void {
  if (Number.isInteger(id) && id >= 0 && id <= LARGEST_EXPERIMENT_ID) return;
  throw new RangeError(
    `the experiment id is ${id}; it must be a whole number from 0 to ${LARGEST_EXPERIMENT_ID}`,
  );
}
