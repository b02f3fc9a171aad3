/** Finds usernames that fall into a given bucket, as Open edX's `stable_bucketer` tool does. */
import { requireKnownOptions } from '../diagnostics/options.js';
import { abbreviateExperiment } from './abbreviation.js';
import { stableBucket } from './bucket.js';

const SYMBOLS = '0123456789abcdefghijklmnopqrstuvwxyz';
const SUFFIX_LENGTH = 5;
/** For each bucket. One try fails with probability 1 - 1/count, so all of them fail with about e^-100. */
const TRIES = 100;

export interface UsernameSearch {
  readonly experiment: string;
  /** The number of buckets of the experiment. */
  readonly count: number;
  /** The bucket to find a name for, 0 to count - 1. */
  readonly bucket: number;
  /** The beginning of the name. */
  readonly base: string;
  /** Part of the name; default `abbreviateExperiment(experiment)`, left out when empty. */
  readonly short?: string | undefined;
  /** Returns numbers from 0 to below 1; default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const SEARCH = {
  experiment: true,
  count: true,
  bucket: true,
  base: true,
  short: true,
  random: true,
} as const;

/**
 * A name such as `robot-mue-1-6pnjv`: base, abbreviation, bucket and five random characters, drawn until the stable
 * bucket is the given one. Whether a platform allows such a username (length, characters) is not checked.
 * @throws AbtestError `bad-argument` for an option that does not exist; RangeError when there is no such bucket; Error when 100 tries a bucket were not enough
 * @example
 * const name = findUsername({ experiment: 'mobile_upsell_experiment', count: 2, bucket: 1, base: 'robot' });
 * console.log(stableBucket('mobile_upsell_experiment', 2, name)); // → 1
 */
export function findUsername(search: UsernameSearch): string {
  requireKnownOptions('findUsername', search, SEARCH);
  const { experiment, count, bucket, base } = search;
  if (!Number.isInteger(bucket) || bucket < 0 || bucket >= count) {
    throw new RangeError(`the bucket is ${bucket}; it must be from 0 to ${count - 1}`);
  }
  const short = search.short ?? abbreviateExperiment(experiment);
  const start = short === '' ? `${base}-${bucket}-` : `${base}-${short}-${bucket}-`;
  const random = search.random ?? Math.random;
  for (let tries = TRIES * count; tries > 0; tries -= 1) {
    const name = start + suffix(random);
    if (stableBucket(experiment, count, name) === bucket) return name;
  }
  throw new Error(`no name for bucket ${bucket} of '${experiment}' was found in ${TRIES * count} tries`);
}

function suffix(random: () => number): string {
  let text = '';
  for (let i = 0; i < SUFFIX_LENGTH; i += 1) text += SYMBOLS.charAt(Math.floor(random() * SYMBOLS.length));
  return text;
}
