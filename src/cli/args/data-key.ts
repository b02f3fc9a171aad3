/** Experiment ids, keys and values on the command line. */
import { UsageError } from '../process/cli-errors.js';
import { text } from './options.js';

export const EXPERIMENT_ID = text('The number of the experiment, 0 to 65535', {
  required: 'Give the number of an experiment.',
});
export const KEY = text('Up to 255 characters', { required: 'Give a key.' });
export const USER_OPTION = text("A learner's data, not the experiment's own");

/** @throws UsageError with the field and its error */
export async function fieldsOf<Name extends 'experiment_id' | 'key' | 'value'>(
  given: Readonly<Record<Name, string>>,
): Promise<{ experiment_id: number; key: string; value: string }> {
  const { readDataFields } = await import('../../flags.js');
  const { fields, errors } = readDataFields(given, { partial: true });
  if (fields !== null) return fields;
  const wrong = Object.entries(errors).map(([name, sentences]) => `${name}: ${sentences.join(' ')}`);
  throw new UsageError(wrong.join(' '));
}
