/** Prices, tracks, deadlines and links: the tables of the specification, row by row. */
import { describe, expect, test } from 'vitest';
import { ANONYMOUS_USER, type CourseMode } from '../../../src/facts/facts.js';
import { upgradePrice } from '../../../src/facts/metadata/course-modes.js';
import { enrolmentTrack, isUpsellableTrack } from '../../../src/facts/metadata/enrolment-track.js';
import type { EnrolmentFacts, SiteSettings } from '../../../src/facts/metadata/subject.js';
import {
  dynamicDeadline,
  upgradeDeadline,
  upgradeVerdict,
} from '../../../src/facts/metadata/upgrade-deadline.js';
import {
  checkAndGetUpgradeLinkAndDate,
  checkLinkTemplate,
  upgradeLink,
} from '../../../src/facts/metadata/upgrade-link.js';
import {
  ADA,
  AUDIT,
  at,
  course,
  enrolment,
  learner,
  mode,
  NOW,
  SHOP,
  SITUATION,
  VERIFIED,
} from '../people.js';

const PAST = at('2026-06-01');
const { site } = SITUATION;
const professional = mode('professional', { price: '900', sku: 'PRO' });

describe('the price', () => {
  const rows: [string, CourseMode[], string | null, string][] = [
    ['the verified mode', [AUDIT, VERIFIED], null, '$50'],
    ['M1: no modes at all', [], null, 'Free'],
    ['the currency is compared without case', [{ ...VERIFIED, currency: 'USD' }], null, '$50'],
    ['C1: another currency never counts', [{ ...VERIFIED, currency: 'eur' }], null, 'Free'],
    ['C1: professional never counts', [professional], null, 'Free'],
    ['C1, M10: an expired mode never counts', [{ ...VERIFIED, expires: PAST }], '20', '$20'],
    ['C1, M16: the first of two rows in one currency', [VERIFIED, { ...VERIFIED, price: '60' }], null, '$50'],
    ['two currencies', [{ ...VERIFIED, currency: 'eur', price: '45' }, VERIFIED], null, '$50'],
    ['a mode that expires now has not expired', [{ ...VERIFIED, expires: NOW }], null, '$50'],
    ['C2: the course has a price of its own', [AUDIT], '15', '$15'],
    ['a price of its own that is 0', [AUDIT], '0', 'Free'],
    ['a verified mode for nothing', [{ ...VERIFIED, price: '0.00' }], '15', '$15'],
    ['three decimals stay three', [{ ...VERIFIED, price: '49.995' }], null, '$49.995'],
  ];
  test.each(rows)('%s', (_name, modes, cosmeticPrice, expected) => {
    expect(upgradePrice(course({ modes, cosmeticPrice }), NOW, site)).toBe(expected);
  });
  test("the site's own currency and symbol", () => {
    const euros = { currency: { code: 'EUR', symbol: '€' } };
    expect(upgradePrice(course({ modes: [{ ...VERIFIED, currency: 'eur' }] }), NOW, euros)).toBe('€50');
  });
});

describe('the enrolment track', () => {
  const credit = mode('credit', { name: 'Credit' });
  const rows: [string, CourseMode[], Partial<EnrolmentFacts>, [number, string] | null][] = [
    ['M2: the display name of the mode', [mode('audit', { name: 'Free track' })], {}, [1, 'Free track']],
    [
      'M2: an expired mode counts',
      [AUDIT, { ...VERIFIED, expires: PAST }],
      { mode: 'verified' },
      [2, 'Verified'],
    ],
    ['M2: credit is the verified track', [VERIFIED, credit], { mode: 'credit' }, [2, 'Verified']],
    [
      'M2: credit prefers professional',
      [VERIFIED, professional, credit],
      { mode: 'credit' },
      [3, 'Professional'],
    ],
    ['M2: credit without either is the default', [credit], { mode: 'credit' }, [1, 'Audit']],
    ['M2: a mode that the course lacks', [VERIFIED], { mode: 'masters' }, [1, 'Audit']],
    ['M1: no modes, audit', [], {}, [1, 'Audit']],
    ['M2: honor', [mode('honor')], { mode: 'honor' }, [6, 'Honor']],
    ['M2: masters', [mode('masters')], { mode: 'masters' }, [7, 'Masters']],
    ['M2: unpaid-bootcamp', [mode('unpaid-bootcamp')], { mode: 'unpaid-bootcamp' }, [11, 'Unpaid-bootcamp']],
    ['M3: an enrolment that has ended', [AUDIT], { isActive: false }, null],
    ['a mode that has no id', [mode('invented')], { mode: 'invented' }, null],
  ];
  test.each(rows)('%s', (_name, modes, change, expected) => {
    const group = enrolmentTrack(course({ modes }), enrolment(change));
    expect(group === null ? null : [group.id, group.name]).toEqual(expected);
  });
  test('M3: nobody is enrolled', () => {
    expect(enrolmentTrack(course(), null)).toBeNull();
  });
  test.each([
    [null, true],
    [1, true],
    [6, true],
    [2, false],
    [11, false],
    [99, true],
  ])('M4: upgrades are offered to the group %s: %s', (id, expected) => {
    expect(isUpsellableTrack(id === null ? null : { id })).toBe(expected);
  });
});

describe('deadlines', () => {
  const own = at('2026-06-20T10:00:00Z');
  const dynamic = (deadline = own, change: Partial<EnrolmentFacts> = {}) =>
    enrolment({ schedule: { start: PAST, upgradeDeadline: deadline }, ...change });
  const selfPaced = (org: 'in' | 'out' | null, ofCourse: 'in' | 'out' | null, enabled = true) =>
    course({ isSelfPaced: true, deadlines: { enabled, org, course: ofCourse } });

  test.each([
    ['M9: on for the site', selfPaced(null, null), dynamic(), own],
    [
      'M9: instructor-paced',
      course({ deadlines: { enabled: true, org: null, course: null } }),
      dynamic(),
      null,
    ],
    ['M9: off for the site', selfPaced(null, null, false), dynamic(), null],
    ['M9: the course opts out', selfPaced(null, 'out'), dynamic(), null],
    ['M9: the org opts out', selfPaced('out', null), dynamic(), null],
    ['M9: the org opts out, the course in', selfPaced('out', 'in'), dynamic(), own],
    ['M9: no schedule', selfPaced(null, null), enrolment(), null],
    ['M9: not active', selfPaced(null, null), dynamic(own, { isActive: false }), null],
  ] as const)('%s', (_name, of, who, expected) => {
    expect(dynamicDeadline(of, who)).toBe(expected);
  });

  test.each([
    ["the course's", course(), enrolment(), VERIFIED.expires],
    ['C3: honor', course(), enrolment({ mode: 'honor' }), VERIFIED.expires],
    ['C3: unpaid-bootcamp', course(), enrolment({ mode: 'unpaid-bootcamp' }), VERIFIED.expires],
    [
      'C3: unpaid-executive-education',
      course(),
      enrolment({ mode: 'unpaid-executive-education' }),
      VERIFIED.expires,
    ],
    ['C3: verified is not upgraded', course(), enrolment({ mode: 'verified' }), null],
    ["the learner's own", selfPaced(null, null), dynamic(), own],
    ['C4: the own one has passed', selfPaced(null, null), dynamic(NOW), null],
    ['C4: one microsecond left', selfPaced(null, null), dynamic(NOW + 1n), NOW + 1n],
    ['the own one without a verified mode', { ...selfPaced(null, null), modes: [AUDIT] }, dynamic(), null],
    ['the own one with professional', { ...selfPaced(null, null), modes: [professional] }, dynamic(), null],
    ['C5: professional hides the expiry', course({ modes: [VERIFIED, professional] }), enrolment(), null],
    [
      'M10: the verified mode has expired',
      course({ modes: [{ ...VERIFIED, expires: PAST }] }),
      enrolment(),
      null,
    ],
    [
      'M16: the last row of a slug counts',
      course({ modes: [VERIFIED, { ...VERIFIED, expires: own }] }),
      enrolment(),
      own,
    ],
  ] as const)('%s', (_name, of, who, expected) => {
    expect(upgradeDeadline(of, who, NOW)).toBe(expected);
  });

  const lastDay = selfPaced(null, null);
  test.each([
    ['shown', course(), enrolment()],
    ['shown', course(), enrolment({ mode: 'honor' })],
    ['not-enrolled', course(), null],
    ['track-not-upsellable', course({ modes: [AUDIT, VERIFIED] }), enrolment({ mode: 'verified' })],
    ['no-deadline', course({ modes: [AUDIT] }), enrolment()],
    ['no-deadline', course({ modes: [AUDIT, VERIFIED, professional] }), enrolment()],
    ['inactive', course(), enrolment({ isActive: false })],
    ['mode-not-upsellable', course(), enrolment({ mode: 'unpaid-bootcamp' })],
    ['no-deadline', lastDay, dynamic(NOW - 1n)],
    ['shown', lastDay, dynamic(NOW + 1n)],
  ] as const)('the verdict %s', (expected, of, who) => {
    expect(upgradeVerdict(of, who, NOW)).toBe(expected);
  });
  test("C4: the deadline's own day counts, by UTC", () => {
    const expires = at('2026-06-15T23:00:00Z');
    const of = course({ modes: [AUDIT, { ...VERIFIED, expires }] });
    expect(upgradeVerdict(of, enrolment(), at('2026-06-15T23:00:00Z'))).toBe('shown');
    // A minute later the mode has expired, and with it the deadline.
    expect(upgradeVerdict(of, enrolment(), at('2026-06-15T23:01:00Z'))).toBe('no-deadline');
  });
});

describe('the link', () => {
  const offerOf = (user = ADA, settings: SiteSettings = site, of = course()) =>
    upgradeLink(user, of, NOW, settings);
  const sleeping = { ...ADA, isActive: false };
  test.each([
    ['by the template', offerOf(), 'https://shop.example/basket/add/?sku=ABC'],
    ['without a template', offerOf(ADA, {}), null],
    ['M10: expired', offerOf(ADA, site, course({ modes: [{ ...VERIFIED, expires: PAST }] })), null],
    ['C6: no sku', offerOf(ADA, site, course({ modes: [{ ...VERIFIED, sku: null }] })), null],
    [
      'C5: professional wins',
      offerOf(ADA, site, course({ modes: [VERIFIED, professional] })),
      'https://shop.example/basket/add/?sku=PRO',
    ],
    ['M11: the checkout is off', offerOf(ADA, { upgradeUrl: SHOP, isCheckoutOn: false }), '/dashboard'],
    ['M11: an account that is not active', offerOf(sleeping), '/dashboard'],
    [
      'M11: the activation is waived',
      offerOf(sleeping, { upgradeUrl: SHOP, isActivationWaived: true }),
      'https://shop.example/basket/add/?sku=ABC',
    ],
    ['M11: nobody is logged in', offerOf(ANONYMOUS_USER), 'https://shop.example/basket/add/?sku=ABC'],
    [
      'the course in the template',
      offerOf(ADA, { upgradeUrl: 'https://shop.example/{course}?sku={sku}' }),
      'https://shop.example/course-v1%3AedX%2BDemoX%2B2026?sku=ABC',
    ],
    [
      'M12: a function of the site',
      offerOf(ADA, { upgradeUrl: ({ sku, courseKey }) => `${courseKey}/${sku}` }),
      'course-v1:edX+DemoX+2026/ABC',
    ],
  ])('%s', (_name, link, expected) => {
    expect(link).toBe(expected);
  });
  test.each(['shop.example/{sku}', 'javascript:alert({sku})', 'https://shop.example/'])(
    'the template %s is refused',
    (template) => {
      expect(() => checkLinkTemplate(template, '{sku}')).toThrow(/web address|lacks \{sku\}/);
    },
  );
});

describe('the link with the deadlines', () => {
  const link = 'https://shop.example/basket/add/?sku=ABC';
  const all = [link, VERIFIED.expires, VERIFIED.expires];
  const nothing = [null, null, null];
  const elsewhere = course({ key: 'course-v1:edX+DemoX+2025' });
  test.each([
    ['1: neither enrolment nor course', {}, learner(), nothing],
    ['2: of another course', { course: elsewhere, enrolment: enrolment() }, learner(), nothing],
    [
      '3: of another user',
      { course: course(), enrolment: enrolment({ username: 'bob' }) },
      learner(),
      nothing,
    ],
    ['4: looked up', { course: course() }, learner(), all],
    ['4: looked up, none', { course: course() }, learner([]), nothing],
    ['4: nobody is logged in', { course: course() }, learner([], { user: ANONYMOUS_USER }), nothing],
    ['5: given', { course: course(), enrolment: enrolment() }, learner(), all],
    [
      '6: not shown',
      { course: course(), enrolment: enrolment({ mode: 'verified' }) },
      learner(),
      [null, null, VERIFIED.expires],
    ],
    [
      'M3: no longer enrolled',
      { course: course(), enrolment: enrolment({ isActive: false }) },
      learner(),
      [null, null, VERIFIED.expires],
    ],
  ] as const)('%s', (_name, about, who, expected) => {
    expect(checkAndGetUpgradeLinkAndDate(who, about, SITUATION)).toEqual(expected);
  });
});
