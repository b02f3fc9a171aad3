/** Open edX's stable bucketing (`stable_bucketing_hash_group`): the same learner always gets the same bucket. */
import { TextDigest } from './text-digest.js';

/** The number of possible values: `stableValue` is 0 to 2^32 - 1. */
const VALUES = 2 ** 32;

/** `null` and `undefined` are an anonymous user: Open edX puts anonymous users into bucket 0. */
export type Username = string | null | undefined;

const prefix = new TextDigest();
const digest = new TextDigest();

/**
 * The 32-bit number from which a bucket is computed: the top bit of each of the 32 hexadecimal digits of md5(UTF-8 of
 * group name and username, nothing between them), first digit first. Each text is encoded on its own; a lone surrogate
 * counts as U+FFFD (Python raises an error).
 * @example
 * console.log(stableValue('E', 'ada')); // → 340665735
 */
export function stableValue(groupName: string, username: string): number {
  digest.restart();
  digest.add(groupName);
  digest.add(username);
  digest.finish();
  return topBits(digest.state);
}

/**
 * The bucket of one user, 0 to groupCount - 1, identical to Open edX's. Without a user (null, undefined) it is 0 for
 * every count, as in Open edX; an empty username is hashed. Counts above 2^32 are allowed and have no further effect.
 * @throws RangeError when the count is not a whole number of at least 1
 * @example
 * console.log(stableBucket('mobile_upsell_experiment', 2, 'ada')); // → 1
 */
export function stableBucket(groupName: string, groupCount: number, username: Username): number {
  if (username === null || username === undefined) return 0;
  checkCount(groupCount);
  return bucketOf(stableValue(groupName, username), groupCount);
}

/**
 * `stableValue` of each name in a roster; the group name is hashed once.
 * @example
 * console.log([...stableValues('E', ['ada', 'grace'])].join(' ')); // → 340665735 1184034005
 */
export function stableValues(groupName: string, usernames: readonly string[]): Uint32Array {
  const values = new Uint32Array(usernames.length);
  prefix.restart();
  prefix.add(groupName);
  for (let i = 0; i < usernames.length; i += 1) {
    digest.restartFrom(prefix);
    digest.add(usernames[i]!);
    digest.finish();
    values[i] = topBits(digest.state);
  }
  return values;
}

/**
 * `stableBucket` of each name in a roster, in its order.
 * @throws RangeError when the count is not a whole number of at least 1, also for an empty roster
 * @example
 * console.log([...stableBuckets('E', 2, ['ada', 'grace'])].join(' ')); // → 1 1
 */
export function stableBuckets(
  groupName: string,
  groupCount: number,
  usernames: readonly string[],
): Uint32Array {
  checkCount(groupCount);
  const buckets = stableValues(groupName, usernames);
  for (let i = 0; i < buckets.length; i += 1) buckets[i] = bucketOf(buckets[i]!, groupCount);
  return buckets;
}

/** @throws RangeError when the count is not a whole number of at least 1 */
export function checkCount(groupCount: number): void {
  if (Number.isInteger(groupCount) && groupCount >= 1) return;
  throw new RangeError(`the number of groups is ${groupCount}; it must be a whole number of at least 1`);
}

/** With `>>> 0` on both sides the remainder is computed on integers, which is several times faster. */
function bucketOf(value: number, groupCount: number): number {
  return groupCount >= VALUES ? value : (value >>> 0) % (groupCount >>> 0);
}

function topBits(state: Int32Array): number {
  const high = (eightBits(state[0]!) << 24) | (eightBits(state[1]!) << 16);
  return (high | (eightBits(state[2]!) << 8) | eightBits(state[3]!)) >>> 0;
}

/**
 * The top bits of the eight hexadecimal digits of a little-endian word, the first byte's highest. The first two lines
 * move the two bits of each byte to its low end; the multiplication joins the four pairs.
 */
function eightBits(word: number): number {
  const nibbles = (word >>> 3) & 0x11111111;
  const pairs = (nibbles | (nibbles >>> 3)) & 0x03030303;
  return Math.imul(pairs, 0x40100401) >>> 24;
}
