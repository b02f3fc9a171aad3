/** The check of options that callers give: programs without types pass typos on, and a typo must not be a default. */
import { AbtestError } from './abtest-error.js';
import { didYouMean } from './nearest.js';

/**
 * Refuses a value that an option does not have; `undefined` means that the option was not given.
 * @throws AbtestError `bad-argument`
 */
export function requireOneOf(option: string, value: unknown, known: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && known.includes(value))) return;
  const near = typeof value === 'string' ? didYouMean(value, known) : '';
  throw new AbtestError('bad-argument', `"${option}" is ${shown(value)}, which is not one of its values`, {
    hint: near || `Use one of ${known.map((each) => `"${each}"`).join(', ')}.`,
  });
}

/** The names of all options of a type: the compiler finds one that is missing or too many. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses options that a function does not have, and what is not an object of options.
 * @throws AbtestError `bad-argument`
 */
export function requireKnownOptions<Options extends object>(
  of: string,
  options: Options,
  known: OptionNames<Options>,
): void {
  const names = Object.keys(known);
  if (typeof options !== 'object' || options === null)
    throw new AbtestError('bad-argument', `The options of ${of} are ${shown(options)}, not an object`, {
      hint: `Give an object with ${names.join(', ')}.`,
    });
  const other = Object.keys(options).find((name) => !names.includes(name));
  if (other === undefined) return;
  throw new AbtestError('bad-argument', `${of} has no option "${other}"`, {
    hint: didYouMean(other, names) || `Use ${names.join(', ')}.`,
  });
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? `"${value}"`
    : value === null
      ? 'null'
      : typeof value === 'object'
        ? 'an object'
        : String(value);
}
