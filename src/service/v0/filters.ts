/** The filters of lists: Open edX's `experiment_id` and `key`. */
import type { FastifyRequest } from 'fastify';
import type { DataFilter } from '../../index.js';
import { readDataKey, readExperimentId } from '../../internal/learners.js';
import { asciiDigits } from './python.js';
import { InvalidFields } from './refusals.js';

/** What Python's `Decimal` accepts as a finite number, after its underscores and with its digits as 0 to 9. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** The limit of Open edX's filters. */
const LARGEST_NUMBER = 1e50;

/** The last value of a parameter, without surrounding white space; an empty one counts as not given. */
export function parameter(request: FastifyRequest, name: string): string | undefined {
  const given = (request.query as Record<string, string | string[] | undefined>)[name];
  return (Array.isArray(given) ? given.at(-1) : given)?.trim() || undefined;
}

/**
 * `null` when no row can match.
 * @throws InvalidFields
 */
export function readFilter(request: FastifyRequest): Pick<DataFilter, 'experiment_id' | 'key'> | null {
  const given = parameter(request, 'experiment_id');
  const number = given === undefined ? undefined : asciiDigits(given).replaceAll('_', '');
  const key = parameter(request, 'key');
  const errors: Record<string, string[]> = {};
  if (number !== undefined && !NUMBER.test(number)) errors.experiment_id = ['Enter a number.'];
  else if (Number(number) > LARGEST_NUMBER) {
    errors.experiment_id = ['Ensure this value is less than or equal to 1e+50.'];
  }
  if (key?.includes('\0')) errors.key = ['Null characters are not allowed.'];
  if (Object.keys(errors).length > 0) throw new InvalidFields(errors);
  // A fraction is truncated, as in the original.
  const experiment_id = number === undefined ? undefined : Math.trunc(Number(number)) + 0;
  if (experiment_id !== undefined && 'error' in readExperimentId(experiment_id)) return null;
  if (key !== undefined && 'error' in readDataKey(key)) return null;
  return { ...(experiment_id !== undefined && { experiment_id }), ...(key !== undefined && { key }) };
}
