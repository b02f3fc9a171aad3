/** Where a learner can upgrade: the link by the site's template, with the deadlines. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { UserFacts } from '../facts.js';
import type { Moment } from '../moment.js';
import { verifiedMode } from './course-modes.js';
import {
  type CourseFacts,
  type EnrolmentFacts,
  enrolmentIn,
  type LearnerRecord,
  type LinkTo,
  type SiteSettings,
  type Situation,
} from './subject.js';
import { courseUpgradeDeadline, upgradeDeadline, upgradeVerdict } from './upgrade-deadline.js';

/** The link, the learner's own deadline, the course's deadline. */
export type UpgradeOffer = readonly [link: string | null, personal: Moment | null, course: Moment | null];

const NOTHING: UpgradeOffer = [null, null, null];

/**
 * Open edX's `check_and_get_upgrade_link_and_date`. All `null` without an enrolment and a course, for an enrolment in
 * another course or of another user, and for a user who is not enrolled. Where no upgrade can be shown the deadline of
 * the course is still given.
 * @param about the course, and the enrolment; without one it is the learner's own in the course
 * @example
 * const [link] = checkAndGetUpgradeLinkAndDate(learner, { course: demo }, situation);
 * console.log(link); // → https://shop.example/add/?sku=ABC
 */
export function checkAndGetUpgradeLinkAndDate(
  learner: LearnerRecord,
  about: { readonly course?: CourseFacts | null; readonly enrolment?: EnrolmentFacts | null },
  { now, site }: Situation,
): UpgradeOffer {
  const { course = null } = about;
  const { user } = learner;
  if (course === null) return NOTHING;
  if (about.enrolment && about.enrolment.courseKey !== course.key) return NOTHING;
  if (about.enrolment && about.enrolment.username !== user.username) return NOTHING;
  const enrolment = about.enrolment ?? enrolmentIn(learner, course.key);
  if (enrolment === null) return NOTHING;
  const courseDeadline = courseUpgradeDeadline(course, now);
  if (!user.isAuthenticated || upgradeVerdict(course, enrolment, now) !== 'shown') {
    return [null, null, courseDeadline];
  }
  return [upgradeLink(user, course, now, site), upgradeDeadline(course, enrolment, now), courseDeadline];
}

/**
 * The link to upgrade in a course: `null` without a template, without a verified mode, and for a mode without a sku; the
 * dashboard while the checkout is off, and for an account that is not active.
 * @example
 * console.log(upgradeLink(learner.user, demo, situation.now, situation.site)); // → https://shop.example/add/?sku=ABC
 */
export function upgradeLink(
  user: UserFacts,
  course: CourseFacts,
  now: Moment,
  site: SiteSettings,
): string | null {
  const mode = verifiedMode(course, now);
  if (site.upgradeUrl === undefined || mode === null) return null;
  const mayBuy = user.isActive || !user.isAuthenticated || site.isActivationWaived === true;
  if (!mayBuy || site.isCheckoutOn === false) return site.dashboardPath ?? '/dashboard';
  if (!mode.sku) return null;
  const { sku } = mode;
  return linkTo(site.upgradeUrl, { sku, courseKey: course.key }, { sku, course: course.key });
}

/** Where the rest of a program is bought; `null` without a template. */
export function programLink(skus: readonly string[], program: string, site: SiteSettings): string | null {
  if (site.programUrl === undefined) return null;
  const list = skus.map((sku) => `sku=${encodeURIComponent(sku)}`).join('&');
  const link = linkTo(site.programUrl, { skus, program }, { program });
  return link?.replaceAll('{skus}', list) ?? null;
}

/**
 * Checks a template of links.
 * @throws AbtestError `bad-configuration` for what is no web address, or lacks a place for what is bought
 * @example
 * console.log(checkLinkTemplate('https://shop.example/add/?sku={sku}', '{sku}')); // → https://shop.example/add/?sku={sku}
 */
export function checkLinkTemplate(template: string, place: '{sku}' | '{skus}'): string {
  const isLink = URL.canParse(template) && /^https?:$/.test(new URL(template).protocol);
  if (isLink && template.includes(place)) return template;
  const why = isLink ? `lacks ${place}` : 'is not a web address';
  throw new AbtestError('bad-configuration', `The link "${template}" ${why}`, {
    hint: `Write it as https://shop.example/basket/add/?${place === '{sku}' ? 'sku={sku}' : '{skus}&bundle={program}'}`,
  });
}

function linkTo<Product>(
  link: LinkTo<Product>,
  product: Product,
  words: Readonly<Record<string, string>>,
): string | null {
  if (typeof link !== 'string') return link(product);
  return link.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? encodeURIComponent(words[name]!) : whole,
  );
}
