/** Enrolment windows: which texts are dates, and whose enrolment is inside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInstant } from '../../src/flags/instant.js';
import { inWindow, isOpen, readWindow } from '../../src/flags/window.js';

/** The texts that Open edX's dossier lists, and what we make of them; `null` is outside for everybody. */
const VECTORS: [string, string | null][] = [
  ['2012-01-06', '2012-01-06T00:00:00.000Z'],
  ['2012-01-06T10:00:00', '2012-01-06T10:00:00.000Z'],
  ['2012-01-06T10:00:00Z', '2012-01-06T10:00:00.000Z'],
  // Honoured here; Open edX throws the offset away.
  ['2012-01-06T10:00:00+05:00', '2012-01-06T05:00:00.000Z'],
  ['2012-01-06T23:00:00-08:00', '2012-01-07T07:00:00.000Z'],
  ['20120106', '2012-01-06T00:00:00.000Z'],
  ['20120106T101500', '2012-01-06T10:15:00.000Z'],
  ['9999-12-31', '9999-12-31T00:00:00.000Z'],
  ['0001-01-01', '0001-01-01T00:00:00.000Z'],
  // Read here up to the microsecond, and compared with whole milliseconds.
  ['2012-01-06T10:00:00.123456789Z', '2012-01-06T10:00:00.124Z'],
  // Free forms that Open edX reads, and we do not.
  ...[
    '2012-01-06 10:00 EST',
    '01/06/2012',
    '13/06/2012',
    '06.01.2012',
    'Jan 6 2012',
    '6 January 2012',
    '2012-01-06;',
    '2012',
    '10',
    'Jan 5',
    '10:30',
  ].map((text): [string, null] => [text, null]),
  // Neither does.
  ...[
    'not-a-date',
    ' ',
    'today',
    'tomorrow',
    'null',
    'None',
    '2012-13-01',
    '2012-02-30',
    '10000-01-01',
    '1325808000',
    '2012-W01',
    '2012-006',
    '(2012-01-06)',
    '2012-01-06 extra',
    '9'.repeat(20),
  ].map((text): [string, null] => [text, null]),
  // Beside the list.
  ['2012-01-06 10:00:00', '2012-01-06T10:00:00.000Z'],
  ['2012-01-06t10:00z', '2012-01-06T10:00:00.000Z'],
  ['2012-01-06T10:00+05', '2012-01-06T05:00:00.000Z'],
  ['2012-01-06T10:00:00.5-0330', '2012-01-06T13:30:00.500Z'],
  ['2012-02-29', '2012-02-29T00:00:00.000Z'],
  ['2012-01-06T10:00:00.123000999Z', '2012-01-06T10:00:00.123Z'],
  ...[
    '',
    '2011-02-29',
    '0000-01-01',
    '2012-01-06T24:00:00',
    '2012-01-06T10:60:00',
    '2012-01-06T10:00:60',
    '2012-01-06T10:00:00+24:00',
    '2012-01-06T10:00:00+05:60',
    '2012-01-06T10',
    '2012-01-06T101500',
    '20120106T10:15:00',
    '2012-1-6',
    ' 2012-01-06',
    '2012-01-06\n',
    '2012-01-06Z',
    '-2012-01-06',
    '２０１２-01-06',
    '2012-01-06T10:00:00.Z',
  ].map((text): [string, null] => [text, null]),
];

describe('dates', () => {
  it.each(VECTORS)('%j', (text, expected) => {
    const time = readInstant(text);
    expect(time === null ? null : new Date(time).toISOString()).toBe(expected);
  });

  it('are read back as JavaScript writes them', () => {
    const date = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(date, (one) => readInstant(one.toISOString()) === one.getTime()));
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof readInstant(text) !== 'undefined'));
  });
});

describe('windows', () => {
  const at = (text: string) => Date.parse(`${text}Z`);
  it.each([
    [undefined, undefined, '2012-01-01T00:00', 'inside'],
    ['', '', '2012-01-01T00:00', 'inside'],
    ['2012-01-06', null, '2012-01-05T23:59:59.999', 'before-start'],
    ['2012-01-06', null, '2012-01-06T00:00', 'inside'],
    [null, '2012-01-06', '2012-01-05T23:59:59.999', 'inside'],
    [null, '2012-01-06', '2012-01-06T00:00', 'after-end'],
    ['soon', 'never', '2012-01-06T00:00', 'start-unreadable'],
    ['2012-01-06', 'never', '2012-01-05T00:00', 'before-start'],
    ['2012-01-06', 'never', '2012-01-06T00:00', 'end-unreadable'],
    ['2012-01-06T10:00:00.0000001Z', null, '2012-01-06T10:00', 'inside'],
    ['2012-01-06T10:00:00.000001Z', null, '2012-01-06T10:00', 'before-start'],
    [null, '2012-01-06T10:00:00.000001Z', '2012-01-06T10:00', 'inside'],
  ] as const)('%s to %s: %s is %s', (start, end, time, verdict) => {
    expect(inWindow(readWindow(start, end), at(time))).toBe(verdict);
  });

  it('are open without edges', () => {
    expect(isOpen(readWindow('', undefined))).toBe(true);
    expect(isOpen(readWindow('x', undefined))).toBe(false);
  });
});
