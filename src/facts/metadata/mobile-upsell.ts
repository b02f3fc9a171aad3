/** REV-934: whether the mobile app offers a learner the upgrade, as one group of an experiment. */
import { stableBucket } from '../../bucketing/bucket.js';
import type { Moment } from '../moment.js';
import { upgradePrice } from './course-modes.js';
import { type CourseFacts, enrolmentIn, type LearnerRecord, type Situation } from './subject.js';
import { type UpgradeVerdict, upgradeVerdict } from './upgrade-deadline.js';
import { upgradeLink } from './upgrade-link.js';

/** The flag of the experiment; off where it is not defined. */
export const MOBILE_UPSELL_FLAG = 'experiments.mobile_upsell_rev934';
/** What the hash is made of, and the key that marks a session. */
export const MOBILE_UPSELL_EXPERIMENT = 'mobile_upsell_experiment';
const BUCKETS = 2;

/** What is answered while the flag is off. */
export const UPSELL_OFF = { show_upsell: false, upsell_flag: false } as const;

/** Under Open edX's names, in its order. Clients look at `show_upsell` alone; the rest is for diagnosis. */
export type MobileUpsell =
  | { readonly show_upsell: true; readonly price: string; readonly basket_url: string }
  | { readonly show_upsell: false; readonly upsell_flag: true; readonly course_running: false }
  | {
      readonly show_upsell: false;
      readonly upsell_flag: true;
      readonly experiment_bucket: number;
      readonly user_upsell: boolean;
      readonly basket_url: string | null;
    };

/** Reported once for a session, for both groups, where an upgrade could be offered. */
export interface MobileUpsellEvent {
  readonly user_id: number | null;
  readonly event: 'edx.bi.experiment.user.bucketed';
  readonly properties: {
    readonly site: string;
    readonly app_label: 'experiments';
    readonly bucket: number;
    readonly experiment: 'REV-934';
  };
}

export interface MobileUpsellDecision {
  readonly body: MobileUpsell;
  readonly isRunning: boolean;
  readonly verdict: UpgradeVerdict;
  /** 0 is the control group, and the bucket of a user who is not logged in. */
  readonly bucket: number;
  readonly link: string | null;
  /** The offer is possible: there is a link, and the learner can be shown it. */
  readonly isPossible: boolean;
}

/**
 * Rows 5 to 12 of Open edX's `Rev934.get`, with the flag on. Nothing is reported: see `mobileUpsellEvent`.
 * @example
 * console.log(mobileUpsell(demo, learner, situation).body.show_upsell); // → true
 */
export function mobileUpsell(
  course: CourseFacts,
  learner: LearnerRecord,
  situation: Situation,
): MobileUpsellDecision {
  const { now, site } = situation;
  const { user } = learner;
  const verdict = upgradeVerdict(course, enrolmentIn(learner, course.key), now);
  const isWelcome = verdict === 'shown' || verdict === 'not-enrolled';
  const link = upgradeLink(user, course, now, site);
  const isPossible = isWelcome && link !== null;
  const bucket = user.isAuthenticated ? stableBucket(MOBILE_UPSELL_EXPERIMENT, BUCKETS, user.username) : 0;
  const decided = { isRunning: isRunning(course, now), verdict, bucket, link, isPossible };
  if (!decided.isRunning) {
    return { ...decided, body: { show_upsell: false, upsell_flag: true, course_running: false } };
  }
  if (bucket !== 0 && isPossible) {
    // Overviews of courses have no price of their own.
    const price = upgradePrice({ ...course, cosmeticPrice: null }, now, site);
    return { ...decided, body: { show_upsell: true, price, basket_url: link } };
  }
  return {
    ...decided,
    body: {
      show_upsell: false,
      upsell_flag: true,
      experiment_bucket: bucket,
      user_upsell: isWelcome,
      basket_url: link,
    },
  };
}

/**
 * The event of a decision, for a caller that keeps sessions; `null` where Open edX reports nothing.
 * @example
 * const event = mobileUpsellEvent(mobileUpsell(demo, learner, situation), learner, 'site.example');
 * console.log(event?.properties.bucket); // → 1
 */
export function mobileUpsellEvent(
  { isRunning: runs, isPossible, bucket }: MobileUpsellDecision,
  { user }: LearnerRecord,
  site: string,
): MobileUpsellEvent | null {
  if (!runs || !isPossible) return null;
  return {
    user_id: user.id,
    event: 'edx.bi.experiment.user.bucketed',
    properties: { site, app_label: 'experiments', bucket, experiment: 'REV-934' },
  };
}

/** A course without a start has started. */
function isRunning({ start, end }: CourseFacts, now: Moment): boolean {
  return (start === null || now > start) && (end === null || now <= end);
}
