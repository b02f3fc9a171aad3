/** The modes of a course: which are on offer, which one is the verified one, and what it costs. */
import { decimalText, NO_MONEY, readDecimal } from '../decimal.js';
import type { CourseMode } from '../facts.js';
import type { Moment } from '../moment.js';
import type { CourseFacts, SiteSettings } from './subject.js';

/** What a course without modes offers. */
export const DEFAULT_MODE: CourseMode = {
  slug: 'audit',
  name: 'Audit',
  price: '0',
  currency: 'usd',
  expires: null,
  sku: null,
};

/** Modes from which an upgrade is offered; a course in any other mode counts as paid for. */
const UPSELL_MODES: ReadonlySet<string> = new Set(['honor', 'audit']);
/** Modes that have a deadline for upgrading. */
const UPGRADEABLE_MODES: ReadonlySet<string> = new Set([
  'audit',
  'honor',
  'unpaid-executive-education',
  'unpaid-bootcamp',
]);

export function isUpsellMode(slug: string): boolean {
  return UPSELL_MODES.has(slug);
}

export function isUpgradeableMode(slug: string): boolean {
  return UPGRADEABLE_MODES.has(slug);
}

/** The modes that can be chosen now, or the default mode where there are none. Credit is given, not chosen. */
function currentModes({ modes }: CourseFacts, now: Moment): readonly CourseMode[] {
  const open = modes.filter(({ slug, expires }) => slug !== 'credit' && (expires === null || expires >= now));
  return open.length > 0 ? open : [DEFAULT_MODE];
}

/** All modes, expired ones and credit included, or the default mode where there are none. */
export function allModes({ modes }: CourseFacts): readonly CourseMode[] {
  return modes.length > 0 ? modes : [DEFAULT_MODE];
}

/** The professional mode if there is one, else the verified one; the last of two rows with one slug counts. */
export function verifiedAmong(modes: readonly CourseMode[]): CourseMode | null {
  const last = (slug: string) => modes.findLast((mode) => mode.slug === slug);
  return last('professional') ?? last('verified') ?? null;
}

/**
 * The mode that an upgrade leads to: professional, else verified; `null` where the course offers neither.
 * @param now leaves out expired modes
 * @example
 * console.log(verifiedMode(demo, situation.now)?.sku); // → ABC
 */
export function verifiedMode(course: CourseFacts, now: Moment): CourseMode | null {
  return verifiedAmong(currentModes(course, now));
}

export function isProfessional({ slug }: CourseMode): boolean {
  return slug === 'professional' || slug === 'no-id-professional';
}

/**
 * `$50`, `Free`: the first verified mode in the site's currency that has not expired, else the course's own price.
 * @example
 * console.log(upgradePrice(demo, situation.now, situation.site)); // → $50
 */
export function upgradePrice(course: CourseFacts, now: Moment, site: SiteSettings): string {
  const { code } = currencyOf(site);
  const sold = currentModes(course, now).find(
    ({ slug, currency }) => slug === 'verified' && currency.toLowerCase() === code.toLowerCase(),
  );
  const price = readDecimal(sold?.price ?? '0') ?? NO_MONEY;
  if (price.coefficient > 0n) return priceText(decimalText(price), site);
  const cosmetic = readDecimal(course.cosmeticPrice ?? '0') ?? NO_MONEY;
  return cosmetic.coefficient === 0n ? 'Free' : priceText(decimalText(cosmetic), site);
}

/** A price with the site's symbol before it. */
export function priceText(price: string, site: SiteSettings): string {
  return `${currencyOf(site).symbol}${price}`;
}

function currencyOf({ currency = { code: 'usd', symbol: '$' } }: SiteSettings) {
  return currency;
}
