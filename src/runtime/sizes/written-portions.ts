/** The portions by which a learner was drawn, as exports write them beside the assignment, and as imports read them. */
import { type Fraction, fraction, ONE, sum } from '../../portion/fraction.js';
import { MOST_VALUE_UNITS } from '../../storage/limits.js';
import type { Draw, KeptPortions, Store } from '../../storage/store.js';
import { definePortions, sharesByKey } from './portions.js';

/** Portions in a form that needs no store. */
interface WrittenPortions {
  /** Exact shares, such as `1/2`, by the keys of groups. */
  readonly shares: Readonly<Record<string, string>>;
  /** When they were used first. */
  readonly since: Date;
}

/** Looks up what the ids in assignments stand for; reads each experiment once. */
export class PortionsOfDraws {
  readonly #store: Pick<Store, 'keptPortions'>;
  readonly #known = new Map<string, ReadonlyMap<string, WrittenPortions>>();

  constructor(store: Pick<Store, 'keptPortions'>) {
    this.#store = store;
  }

  /** `null` for assignments of older versions, and for imported ones without portions. */
  async of({ scope, experiment, portions }: Draw): Promise<WrittenPortions | null> {
    if (portions === null) return null;
    const name = `${scope}\0${experiment}`;
    let known = this.#known.get(name);
    if (!known?.has(portions)) {
      const kept = await this.#store.keptPortions({ scope, experiment });
      known = new Map(kept.map((each) => [each.id, written(each)]));
      this.#known.set(name, known);
    }
    return known.get(portions) ?? null;
  }
}

function written(kept: KeptPortions): WrittenPortions {
  const shares = [...sharesByKey(kept)].map(([key, share]) => [key, shareText(share)]);
  return { shares: Object.fromEntries(shares), since: kept.since };
}

function shareText({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

const SHARE = /^(\d{1,300})(?:\/(\d{1,300}))?$/;
const WANTED = 'shares by the keys of groups, such as {"a":"1/2","b":"1/2"}';

/**
 * The portions that an export wrote.
 * @param value JSON as a text, or the object
 * @throws SyntaxError with one sentence about what is wrong
 */
export function readWrittenPortions(value: unknown): { readonly id: string; readonly definition: string } {
  const shares = Object.entries(objectOf(value)).map(([key, text]) => [key, shareOf(text)] as const);
  const total = sum(shares.map(([, share]) => share));
  if (total.numerator !== ONE.numerator || total.denominator !== ONE.denominator)
    throw new SyntaxError(`the portions add up to ${shareText(total)}, not to 1`);
  const portions = definePortions(shares);
  if (portions.definition.length > MOST_VALUE_UNITS)
    throw new SyntaxError('the portions are of too many groups');
  return portions;
}

function objectOf(value: unknown): object {
  try {
    const found: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  } catch {
    throw new SyntaxError(`the portions are not JSON; they are ${WANTED}`);
  }
  throw new SyntaxError(`the portions are not ${WANTED}`);
}

function shareOf(text: unknown): Fraction {
  const [, numerator, denominator = '1'] = SHARE.exec(String(text)) ?? [];
  if (numerator === undefined || BigInt(denominator) === 0n)
    throw new SyntaxError(`the portions are not ${WANTED}`);
  return fraction(BigInt(numerator), BigInt(denominator));
}
