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

/**
 * Refuses options that a function does not have.
 * @throws AbtestError `bad-argument`
 */
export function requireKnownOptions(of: string, options: object, known: readonly string[]): void {
  const other = Object.keys(options).find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new AbtestError('bad-argument', `${of} has no option "${other}"`, {
    hint: didYouMean(other, known) || `Use ${known.join(', ')}.`,
  });
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? 'an object' : String(value);
}
