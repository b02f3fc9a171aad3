/** Short forms of experiment names, made as Open edX's `stable_bucketer` tool makes them. */

const LONGEST = 6;

/**
 * At most six lower-case ASCII letters and digits, such as `mue` for `mobile_upsell_experiment`; empty when the
 * name has no ASCII letter or digit.
 * @example
 * console.log(abbreviateExperiment('mobile_upsell_experiment')); // → mue
 */
export function abbreviateExperiment(experiment: string): string {
  const plain = experiment.replace(/[^0-9A-Za-z]+/g, '-');
  return atMostSix(initials(plain) ?? capitals(plain) ?? withoutVowels(plain));
}

/** The initials of three or more words. */
function initials(plain: string): string | undefined {
  const words = plain.split('-').filter((word) => word !== '');
  if (words.length < 3) return undefined;
  return words
    .map((word) => word.charAt(0))
    .join('')
    .toLowerCase();
}

/** Capitals and digits of three or more words written together: `MyGreatExperiment`. */
function capitals(plain: string): string | undefined {
  const words = plain.match(/[A-Z][^A-Z]+/g) ?? [];
  if (words.length < 3) return undefined;
  return plain.replace(/[a-z-]/g, '').toLowerCase();
}

function withoutVowels(plain: string): string {
  const letters = plain.replaceAll('-', '').toLowerCase();
  if (letters.length <= LONGEST) return letters;
  return letters.charAt(0) + letters.slice(1, -1).replace(/[aeiou]/g, '') + letters.slice(-1);
}

/** The first two characters, three from the middle, and the last. */
function atMostSix(short: string): string {
  if (short.length <= LONGEST) return short;
  const half = Math.floor((short.length - 1) / 2);
  return short.slice(0, 2) + short.slice(half - 1, half + 2) + short.slice(-1);
}
