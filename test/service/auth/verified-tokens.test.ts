/** What is remembered of tokens: for how long, and how many of them. */
import { expect, test } from 'vitest';
import { VerifiedTokens } from '../../../src/service/auth/verified-tokens.js';

const MINUTE = 60_000;
const MOST = 2_000;

function remembering() {
  const clock = { time: 1_000_000_000_000 };
  const tokens = new VerifiedTokens(() => new Date(clock.time));
  /** @param lifetime milliseconds */
  const verified = (lifetime: number) => ({
    username: 'ada',
    isStaff: false,
    isRestricted: false,
    expires: (clock.time + lifetime) / 1000,
  });
  return { clock, tokens, verified };
}

test('a token is cached until it expires, and no longer', () => {
  const { clock, tokens, verified } = remembering();
  tokens.set('a', verified(MINUTE));
  clock.time += MINUTE - 1;
  expect(tokens.get('a')).toMatchObject({ username: 'ada' });
  clock.time += 1;
  expect(tokens.get('a')).toBeNull();
});

test('a long-lived token is verified again after five minutes, since its key may have been revoked', () => {
  const { clock, tokens, verified } = remembering();
  tokens.set('a', verified(60 * MINUTE));
  clock.time += 5 * MINUTE - 1;
  expect(tokens.get('a')).not.toBeNull();
  clock.time += 1;
  expect(tokens.get('a')).toBeNull();
});

test('an expired token is not cached', () => {
  const { clock, tokens, verified } = remembering();
  tokens.set('a', verified(0));
  clock.time -= MINUTE;
  expect(tokens.get('a')).toBeNull();
});

test('at most the 2,000 most recently used tokens are cached', () => {
  const { tokens, verified } = remembering();
  for (let index = 0; index < MOST; index += 1) tokens.set(`${index}`, verified(MINUTE));
  expect(tokens.get('0')).not.toBeNull();
  // Checked again: from now on the newest.
  tokens.set('0', verified(MINUTE));
  tokens.set('one more', verified(MINUTE));
  expect([tokens.get('0') !== null, tokens.get('1'), tokens.get('2') !== null]).toEqual([true, null, true]);
  for (let index = 0; index < MOST; index += 1) tokens.set(`later ${index}`, verified(MINUTE));
  expect([tokens.get('0'), tokens.get('one more')]).toEqual([null, null]);
  expect(tokens.get('later 0')).not.toBeNull();
});
