/** Unequal portions as equal slots: 0.1, 0.2 and 0.7 are one, two and seven of ten. */
import { compare, type Fraction, fraction, ONE, subtract, ZERO } from '../../portion/fraction.js';

/**
 * How many of the fewest possible slots each portion gets, so that no share misses its portion by more than the
 * tolerance; `undefined` when more than `most` slots would be needed. Every portion gets at least one.
 * @param portions above 0, together 1
 */
export function slotsFor(
  portions: readonly Fraction[],
  tolerance: Fraction,
  most: number,
): readonly number[] | undefined {
  for (let count = Math.max(1, portions.length); count <= most; count += 1) {
    const bounds = portions.map((portion) => boundsOf(portion, tolerance, count));
    const least = bounds.reduce((sum, [low]) => sum + low, 0);
    const greatest = bounds.reduce((sum, [, high]) => sum + high, 0);
    const isPossible = bounds.every(([low, high]) => low <= high) && least <= count && count <= greatest;
    if (isPossible) return nearest(portions, bounds, count);
  }
  return undefined;
}

type Bounds = readonly [low: number, high: number];

function boundsOf(portion: Fraction, tolerance: Fraction, count: number): Bounds {
  const low = -floor(scaled(subtract(tolerance, portion), count));
  const high = floor(scaled(subtract(portion, subtract(ZERO, tolerance)), count));
  return [Math.max(1, low), high];
}

/** Starts at the lower bounds and gives each further slot to the portion that lacks most. */
function nearest(portions: readonly Fraction[], bounds: readonly Bounds[], count: number): number[] {
  const slots = bounds.map(([low]) => low);
  for (let left = count - slots.reduce((sum, each) => sum + each, 0); left > 0; left -= 1) {
    let neediest = -1;
    let most: Fraction | undefined;
    portions.forEach((portion, index) => {
      if (slots[index]! >= bounds[index]![1]) return;
      const lack = subtract(portion, fraction(BigInt(slots[index]!), BigInt(count)));
      if (most !== undefined && compare(lack, most) <= 0) return;
      neediest = index;
      most = lack;
    });
    slots[neediest]! += 1;
  }
  return slots;
}

function scaled({ numerator, denominator }: Fraction, count: number): Fraction {
  return fraction(numerator * BigInt(count), denominator);
}

function floor({ numerator, denominator }: Fraction): number {
  const quotient = numerator / denominator;
  return Number(numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient);
}

/** The share of so many slots. */
export function shareOf(slots: number, count: number): Fraction {
  return count === 0 ? ZERO : count === slots ? ONE : fraction(BigInt(slots), BigInt(count));
}
