/** Shared by both tables of v0: finding the row of a request, and reporting a duplicate. */
import type { FastifyRequest } from 'fastify';
import { AbtestError, type DataFilter, type ExperimentKeyValue } from '../../index.js';
import { readFilter } from './filters.js';
import { readInteger } from './python.js';
import { invalid, noSuchRow, notFound } from './refusals.js';

/** The identification of a row: its id, and the filters, which also apply to single rows. */
interface Address {
  readonly id: number;
  readonly filter: DataFilter;
}

export function addressOf(request: FastifyRequest, model: string, more: DataFilter = {}): Address {
  const { id: text } = request.params as { id: string };
  const number = readInteger(text);
  if (number === null) throw notFound();
  const id = Number(number);
  const filter = readFilter(request);
  if (filter === null || !Number.isSafeInteger(id) || id < 0) throw noSuchRow(model);
  return { id, filter: { ...filter, ...more } };
}

/** The row, or 404 for one that does not exist or was just deleted. */
export function found<Row extends ExperimentKeyValue>(row: Row | null, model: string): Row {
  if (row === null) throw noSuchRow(model);
  return row;
}

/** Runs a write; a duplicate that only the store detects is reported as a validation error like any other. */
export async function unlessTaken<Result>(fields: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (isTaken(error)) throw invalid(`The fields ${fields} must make a unique set.`);
    throw error;
  }
}

export function isTaken(error: unknown): boolean {
  return error instanceof AbtestError && error.code === 'conflict';
}
