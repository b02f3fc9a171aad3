/** Times stable bucketing against a straight port of Open edX's function and others, interleaved in one run. */
import * as crypto from 'node:crypto';
import { stableBucket, stableBuckets } from '../../build/bucketing/bucket.js';

const GROUP = 'course_experience.animated_exy_abc';
const COUNT = 3;
const NAMES = Array.from({ length: 65_536 }, (_, i) => `learner_${(i * 2_654_435_761) % 1_000_003}`);
const ROUNDS = 9;

function naive(group, count, username) {
  const hex = crypto
    .createHash('md5')
    .update(group + username)
    .digest('hex');
  const bits = hex.replace(/[0-7]/g, '0').replace(/[89a-f]/g, '1');
  return Number.parseInt(bits, 2) % count;
}

function nibbles(hex) {
  let value = 0;
  for (let i = 0; i < 32; i += 1) value = (value << 1) | (hex.charCodeAt(i) >= 56 ? 1 : 0);
  return value >>> 0;
}

const each = (one) => (names) => {
  let total = 0;
  for (const name of names) total += one(GROUP, COUNT, name);
  return total;
};

const candidates = {
  'naive port (createHash, 2 regexps)': each(naive),
  'createHash + loop': each((group, count, username) => {
    return (
      nibbles(
        crypto
          .createHash('md5')
          .update(group + username)
          .digest('hex'),
      ) % count
    );
  }),
  ...(crypto.hash && {
    'crypto.hash + loop': each(
      (group, count, username) => nibbles(crypto.hash('md5', group + username)) % count,
    ),
  }),
  stableBucket: each(stableBucket),
  stableBuckets: (names) => stableBuckets(GROUP, COUNT, names).reduce((sum, bucket) => sum + bucket, 0),
};

const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
const answers = new Set();
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, run] of Object.entries(candidates)) {
    const start = process.hrtime.bigint();
    answers.add(run(NAMES));
    // The first round warms the compiler up and does not count.
    if (round > 0) times[name].push(Number(process.hrtime.bigint() - start) / NAMES.length);
  }
}
if (answers.size !== 1) throw new Error('the candidates disagree');

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
const base = median(times['naive port (createHash, 2 regexps)']);
for (const [name, list] of Object.entries(times)) {
  const time = median(list);
  console.log(
    `${name.padEnd(36)} ${time.toFixed(0).padStart(6)} ns  ${(base / time).toFixed(1).padStart(5)} x`,
  );
}
