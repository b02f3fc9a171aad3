/** Experiment ids, keys and values as they are written on the command line. */

import { UsageError } from '../process/cli-errors.js';
import { lastName } from './option.js';

export const EXPERIMENT_ID = {
  type: 'string',
  demandOption: true,
  describe: 'The number of the experiment, 0 to 65535',
} as const;
export const KEY = { type: 'string', demandOption: true, describe: 'Up to 255 characters' } as const;
export const USER_OPTION = {
  type: 'string',
  requiresArg: true,
  coerce: lastName,
  describe: "A learner's data, not the experiment's own",
} as const;

/** @throws UsageError with the field and what is wrong with it */
export async function fieldsOf<Name extends 'experiment_id' | 'key' | 'value'>(
  given: Readonly<Record<Name, string>>,
): Promise<{ experiment_id: number; key: string; value: string }> {
  const { readFields } = await import('../../index.js');
  const { fields, errors } = readFields(given, { partial: true });
  if (fields !== null) return fields;
  const wrong = Object.entries(errors).map(([name, sentences]) => `${name}: ${sentences.join(' ')}`);
  throw new UsageError(wrong.join(' '));
}
