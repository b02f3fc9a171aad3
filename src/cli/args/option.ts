/** Options that were given twice: the last one counts, as everywhere on a command line. */
import { STDIN } from '../terminal/stdin.js';

export function last<Value>(value: unknown): Value {
  return (Array.isArray(value) ? value.at(-1) : value) as Value;
}

/** The same for a name: a lone dash is no standard input there, but a name like any other. */
export function lastName(value: unknown): string | undefined {
  return asName(last<string | undefined>(value));
}

export function names(values: readonly string[]): string[] {
  return values.map((value) => asName(value)!);
}

function asName(value: string | undefined): string | undefined {
  return value === STDIN ? '-' : value;
}
