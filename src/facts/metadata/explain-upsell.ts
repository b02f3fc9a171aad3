/** Why a learner is offered the upgrade or not, step by step, in words. */
import { type Moment, momentText } from '../moment.js';
import { isUpgradeableMode, upgradePrice, verifiedMode } from './course-modes.js';
import { enrolmentTrack } from './enrolment-track.js';
import { MOBILE_UPSELL_FLAG, type MobileUpsell, mobileUpsell, UPSELL_OFF } from './mobile-upsell.js';
import {
  type CourseFacts,
  type EnrolmentFacts,
  enrolmentIn,
  type LearnerRecord,
  type Situation,
} from './subject.js';
import { dynamicDeadline, type UpgradeVerdict, upgradeDeadline } from './upgrade-deadline.js';

export interface UpsellStep {
  readonly step:
    | 'flag'
    | 'course'
    | 'enrolment'
    | 'track'
    | 'deadline'
    | 'offer'
    | 'link'
    | 'bucket'
    | 'answer';
  readonly says: string;
}

export interface UpsellExplanation {
  /** What the route answers. */
  readonly body: MobileUpsell | typeof UPSELL_OFF;
  readonly steps: readonly UpsellStep[];
}

const VERDICTS: Readonly<Record<UpgradeVerdict, string>> = {
  shown: 'the upgrade can be offered',
  'not-enrolled': 'the learner is not enrolled, so the upgrade can be offered',
  'track-not-upsellable': 'no offer: the track is not one that upgrades are offered to (audit, honor)',
  'no-deadline': 'no offer: there is no deadline to upgrade by',
  'deadline-passed': 'no offer: the day of the deadline has passed',
  inactive: 'no offer: the enrolment is not active',
  'mode-not-upsellable': 'no offer: the mode is not one that upgrades are offered to (audit, honor)',
};

/**
 * The answer that REV-934 gives, with its steps. While the flag is off the steps say what would be answered.
 * @example
 * const { body, steps } = explainUpsell(true, demo, learner, situation);
 * console.log(body.show_upsell, steps.at(-1)?.says); // → true the offer is shown, for $50
 */
export function explainUpsell(
  isFlagOn: boolean,
  course: CourseFacts,
  learner: LearnerRecord,
  situation: Situation,
): UpsellExplanation {
  const { now, site } = situation;
  const enrolment = enrolmentIn(learner, course.key);
  const { body, isRunning, verdict, bucket, link, isPossible } = mobileUpsell(course, learner, situation);
  const steps: UpsellStep[] = [
    { step: 'flag', says: `${MOBILE_UPSELL_FLAG} is ${isFlagOn ? 'on' : 'off, which ends the answer here'}` },
    {
      step: 'course',
      says: `${course.key} ${isRunning ? 'is running' : 'is not running'}: ${datesText(course)}`,
    },
    { step: 'enrolment', says: enrolmentText(enrolment) },
    { step: 'track', says: trackText(course, enrolment) },
    { step: 'deadline', says: deadlineText(course, enrolment, now) },
    { step: 'offer', says: VERDICTS[verdict] },
    { step: 'link', says: linkText(course, link, situation) },
    {
      step: 'bucket',
      says: `bucket ${bucket}: ${bucket === 0 ? 'the control group' : 'the offer is shown'}`,
    },
  ];
  const price = upgradePrice({ ...course, cosmeticPrice: null }, now, site);
  const would =
    isRunning && isPossible && bucket !== 0 ? `the offer is shown, for ${price}` : 'no offer is shown';
  steps.push({ step: 'answer', says: isFlagOn ? would : `the flag is off; with it on, ${would}` });
  return { body: isFlagOn ? body : UPSELL_OFF, steps };
}

function datesText({ start, end }: CourseFacts): string {
  const from = start === null ? 'no start' : `from ${momentText(start)}`;
  return `${from}, ${end === null ? 'no end' : `to ${momentText(end)}`}`;
}

function enrolmentText(enrolment: EnrolmentFacts | null): string {
  if (enrolment === null) return 'not enrolled';
  const { mode, isActive, created } = enrolment;
  return `enrolled in ${mode} since ${momentText(created)}${isActive ? '' : ', no longer active'}`;
}

function trackText(course: CourseFacts, enrolment: EnrolmentFacts | null): string {
  const track = enrolmentTrack(course, enrolment);
  return track === null ? 'no group of enrolment tracks' : `the group ${track.id} "${track.name}"`;
}

function deadlineText(course: CourseFacts, enrolment: EnrolmentFacts | null, now: Moment): string {
  if (enrolment === null) return 'no enrolment that could have a deadline';
  if (!isUpgradeableMode(enrolment.mode)) return `none: the mode ${enrolment.mode} is not upgraded`;
  const deadline = upgradeDeadline(course, enrolment, now);
  const dynamic = dynamicDeadline(course, enrolment);
  if (deadline !== null)
    return `${momentText(deadline)}, ${dynamic === null ? "the course's" : "the learner's own"}`;
  if (dynamic !== null && dynamic <= now) return `the learner's own has passed: ${momentText(dynamic)}`;
  const mode = verifiedMode(course, now);
  return mode === null
    ? 'none: the course has no verified mode that is open'
    : `none: ${mode.slug} has no expiry`;
}

function linkText(course: CourseFacts, link: string | null, { now, site }: Situation): string {
  if (link !== null) return link;
  if (site.upgradeUrl === undefined) return 'none: no template of links is set';
  const mode = verifiedMode(course, now);
  if (mode === null) return 'none: the course has no verified mode that is open';
  return mode.sku ? 'none' : `none: the mode ${mode.slug} has no sku`;
}
