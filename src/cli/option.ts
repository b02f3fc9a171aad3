/** Options that were given twice: the last one counts, as everywhere on a command line. */

export function last<Value>(value: unknown): Value {
  return (Array.isArray(value) ? value.at(-1) : value) as Value;
}
