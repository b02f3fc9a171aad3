/** Finds usernames that fall into a wanted bucket, as Open edX's `stable_bucketer` tool does. */
import { abbreviation } from './abbreviation.js';
import { stableBucket } from './bucket.js';

const SYMBOLS = '0123456789abcdefghijklmnopqrstuvwxyz';
const SUFFIX_LENGTH = 5;
/** For each bucket that there is; a try fails with the chance 1 - 1/count, so all of them with about e^-100. */
const TRIES = 100;

export interface NameSearch {
  readonly experiment: string;
  /** How many buckets the experiment has. */
  readonly count: number;
  /** The wanted one, 0 to count - 1. */
  readonly bucket: number;
  /** What the name begins with. */
  readonly base: string;
  /** Goes into the name; `abbreviation(experiment)` when left out, nothing when empty. */
  readonly short?: string | undefined;
  /** Gives numbers from 0 to below 1; `Math.random` when left out. */
  readonly random?: (() => number) | undefined;
}

/**
 * A name such as `robot-mue-1-6pnjv`: base, abbreviation, bucket and five random characters, drawn until the
 * stable bucket is the wanted one. Whether a platform allows such a username (length, characters) is not looked at.
 * @throws RangeError when there is no such bucket; Error when 100 tries a bucket were not enough
 */
export function findName(search: NameSearch): string {
  const { experiment, count, bucket, base } = search;
  if (!Number.isInteger(bucket) || bucket < 0 || bucket >= count) {
    throw new RangeError(`there is no bucket ${bucket} in an experiment of ${count}`);
  }
  const short = search.short ?? abbreviation(experiment);
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
