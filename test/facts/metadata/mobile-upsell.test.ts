/** REV-934: Open edX's own tests of it by their names, its rows, and the explanation. */
import { describe, expect, test } from 'vitest';
import { ANONYMOUS_USER } from '../../../src/facts/facts.js';
import { explainUpsell } from '../../../src/facts/metadata/explain-upsell.js';
import { mobileUpsell, mobileUpsellEvent } from '../../../src/facts/metadata/mobile-upsell.js';
import { ADA, AUDIT, at, course, enrolment, learner, mode, SITUATION, VERIFIED } from '../people.js';

/** The user of Open edX's tests, in bucket 1. */
const user = { ...ADA, username: 'robot-mue-1-6pnjv' };
const robot = (change = {}) => learner([enrolment({ username: user.username, ...change })], { user });
const verified = mode('verified', { price: '10', sku: 'XYZ', expires: at('2026-07-15T12:00:00Z') });
const LINK = 'https://shop.example/basket/add/?sku=XYZ';
const simple = {
  show_upsell: false,
  upsell_flag: true,
  experiment_bucket: 1,
  user_upsell: true,
  basket_url: null,
};
const stopped = { show_upsell: false, upsell_flag: true, course_running: false };

describe('as upstream tests it', () => {
  const of = (change: Parameters<typeof course>[0], who = learner([], { user })) =>
    mobileUpsell(course(change), who, SITUATION).body;
  test('test_simple_course', () => {
    expect(of({ modes: [] })).toEqual(simple);
  });
  test('test_verified_course', () => {
    const body = of({ modes: [AUDIT, verified] });
    expect(body).toEqual({ show_upsell: true, price: '$10', basket_url: LINK });
    expect(Object.keys(body)).toEqual(['show_upsell', 'price', 'basket_url']);
  });
  test('test_expired_verified_mode', () => {
    expect(of({ modes: [{ ...verified, expires: at('2026-05-15') }] })).toEqual(simple);
  });
  test('test_not_started_course', () => {
    expect(of({ modes: [verified], start: at('2026-07-15') })).toEqual(stopped);
  });
  test('test_ended_course', () => {
    expect(of({ modes: [verified], end: at('2026-05-16') })).toEqual(stopped);
  });
  test.each([
    'verified',
    // What upstream's test stores in place of the slug.
    'verified, min=10',
  ])('test_already_upgraded: %s (C10)', (slug) => {
    expect(of({ modes: [verified] }, robot({ mode: slug }))).toEqual({
      ...simple,
      user_upsell: false,
      basket_url: LINK,
    });
  });
});

describe('the rows beside', () => {
  test('7: an audit enrolment is offered the upgrade', () => {
    expect(mobileUpsell(course({ modes: [AUDIT, verified] }), robot(), SITUATION).body.show_upsell).toBe(
      true,
    );
  });
  test('9: somebody who is not logged in is in the control group', () => {
    const { body, bucket } = mobileUpsell(
      course({ modes: [verified] }),
      learner([], { user: ANONYMOUS_USER }),
      SITUATION,
    );
    expect(bucket).toBe(0);
    expect(body).toEqual({ ...simple, experiment_bucket: 0, basket_url: LINK });
  });
  test('M13: professional only, not enrolled', () => {
    const modes = [mode('professional', { price: '900', sku: 'PRO' })];
    expect(
      mobileUpsell(course({ modes, cosmeticPrice: '77' }), learner([], { user }), SITUATION).body,
    ).toEqual({
      show_upsell: true,
      price: 'Free',
      basket_url: 'https://shop.example/basket/add/?sku=PRO',
    });
  });
  test('10: one event with four properties, for both groups, where there is an offer', () => {
    const offer = mobileUpsell(course({ modes: [verified] }), robot({ mode: 'audit' }), SITUATION);
    expect(mobileUpsellEvent(offer, robot(), 'lms.example')).toEqual({
      user_id: 7,
      event: 'edx.bi.experiment.user.bucketed',
      properties: { site: 'lms.example', app_label: 'experiments', bucket: 1, experiment: 'REV-934' },
    });
    const none = mobileUpsell(course({ modes: [] }), robot(), SITUATION);
    expect(mobileUpsellEvent(none, robot(), 'lms.example')).toBeNull();
    const over = mobileUpsell(course({ modes: [verified], end: at('2026-05-16') }), robot(), SITUATION);
    expect(mobileUpsellEvent(over, robot(), 'lms.example')).toBeNull();
  });
});

describe('the explanation', () => {
  const says = (isFlagOn: boolean, change: Parameters<typeof course>[0], who = robot()) =>
    explainUpsell(isFlagOn, course(change), who, SITUATION);
  const of = (steps: ReturnType<typeof says>, step: string) =>
    steps.steps.find((each) => each.step === step)?.says;

  test('agrees with the answer, step by step', () => {
    const shown = says(true, { modes: [AUDIT, verified] });
    expect(shown.body).toEqual({ show_upsell: true, price: '$10', basket_url: LINK });
    expect(of(shown, 'deadline')).toBe("2026-07-15T12:00:00+00:00, the course's");
    expect(of(shown, 'track')).toBe('the group 1 "Audit"');
    expect(of(shown, 'answer')).toBe('the offer is shown, for $10');
  });
  test('with the flag off', () => {
    const off = says(false, { modes: [AUDIT, verified] });
    expect(off.body).toEqual({ show_upsell: false, upsell_flag: false });
    expect(of(off, 'answer')).toBe('the flag is off; with it on, the offer is shown, for $10');
  });
  test.each([
    ['offer', { modes: [AUDIT, verified] }, { mode: 'verified' }, /^no offer: the track/],
    ['deadline', { modes: [AUDIT, verified] }, { mode: 'verified' }, /mode verified is not upgraded/],
    ['deadline', { modes: [AUDIT] }, {}, /no verified mode that is open/],
    ['deadline', { modes: [AUDIT, { ...VERIFIED, expires: null }] }, {}, /verified has no expiry/],
    ['link', { modes: [AUDIT] }, {}, /no verified mode/],
    ['link', { modes: [{ ...VERIFIED, sku: null }] }, {}, /has no sku/],
    ['course', { end: at('2026-05-16') }, {}, /is not running/],
    ['enrolment', {}, { isActive: false }, /no longer active/],
  ] as const)('%s', (step, change, enrolled, expected) => {
    expect(of(says(true, change, robot(enrolled)), step)).toMatch(expected);
  });
});
