import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { abbreviateExperiment } from '../../src/bucketing/abbreviation.js';

describe('abbreviation', () => {
  test.each([
    ['mobile_upsell_experiment', 'mue'],
    ['foo', 'foo'],
    ['foo_bar', 'foobar'],
    ['foo_bar_baz', 'fbb'],
    ['experiments.test', 'exmntt'],
    ['REV-934', 'rev934'],
    ['AA-759', 'aa759'],
    ['streak_celebration.AA-759', 'sca7'],
    ['schedules.external_updates', 'seu'],
    ['MyGreatExperiment', 'mge'],
    ['myGreatExperiment', 'mytxpt'],
    ['MyGreat', 'mygrt'],
    ['ABTest', 'abtest'],
    ['a.b.c.d.e.f.g.h', 'abcdeh'],
    ['one two three four five six seven eight', 'ottffe'],
    ['aeiouaeiou', 'au'],
    ['programmatic', 'prgrmc'],
    ['discount', 'dscnt'],
    ['DiscountFirstPurchase2020', 'dfp200'],
    ['', ''],
    ['---', ''],
    ['12345678', '123458'],
    ['x', 'x'],
    ['experiments.test.course-v1:edX+DemoX+Demo_Course', 'etcvec'],
    ['пример теста', ''],
    ['élan vital test', 'lvt'],
    ['HTTPServerErrorRate', 'httpsr'],
    ['_lead_ing_under', 'liu'],
    ['A1B2C3', 'a1b2c3'],
    ['a-b', 'ab'],
    ['extraordinary', 'exrrdy'],
  ])('%s: %s', (experiment, short) => {
    expect(abbreviateExperiment(experiment)).toBe(short);
  });

  test('is always at most six lower-case letters and digits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (experiment) =>
        /^[0-9a-z]{0,6}$/.test(abbreviateExperiment(experiment)),
      ),
      { numRuns: 2000 },
    );
  });
});
