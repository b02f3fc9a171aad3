/** Numbers given on the command line. */
import { UsageError } from '../process/cli-errors.js';

/** @throws UsageError unless the value is a whole number from `least` on */
export function wholeNumber(name: string, value: unknown, least: number): number {
  const text = String(value).trim();
  const number = Number(text);
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`${name} "${text}" is not a whole number from ${least} on`);
}
