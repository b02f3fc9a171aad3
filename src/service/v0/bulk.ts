/** Many rows at once, all or none: …/bulk_upsert/, for staff. */
import type { FastifyRequest } from 'fastify';
import {
  type DataFields,
  ExperimentDataRecords,
  ExperimentKeyValueRecords,
  type FieldErrors,
  type KeyValueFields,
} from '../../index.js';
import type { ServiceContext } from '../service-options.js';
import { withPlainId } from './bodies.js';
import { readUser } from './data.js';
import { InvalidFields, invalid, pythonType } from './refusals.js';
import { dataOnTheWire, keyValueOnTheWire, readRow } from './rows.js';

type Read<Fields> = { readonly fields: Fields } | { readonly errors: FieldErrors };

export class BulkActions {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async data(request: FastifyRequest) {
    const { store, now } = this.#context;
    const rows = this.#readAll(request.body, readData);
    const records = new ExperimentDataRecords(store.data.experimentData, { now });
    const written = await records.bulkUpsert(rows, { user: request.principal!.username });
    return written.map(({ row }) => dataOnTheWire(row));
  }

  async keyValues(request: FastifyRequest) {
    const { store, now } = this.#context;
    const rows = this.#readAll(request.body, readKeyValue);
    const records = new ExperimentKeyValueRecords(store.data.keyValues, { now });
    const written = await records.bulkUpsert(rows, { user: request.principal!.username });
    return written.map(({ row }) => keyValueOnTheWire(row));
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** Every item, or the errors of each. */
  #readAll<Fields>(body: unknown, read: (item: Record<string, unknown>) => Read<Fields>): Fields[] {
    const { bulkRows } = this.#context.limits;
    if (!Array.isArray(body)) {
      throw invalid(`Expected a list of items but got type "${pythonType(body ?? {})}".`);
    }
    if (body.length > bulkRows) throw invalid(`Ensure this field has no more than ${bulkRows} elements.`);
    const items = body.map((item): Read<Fields> => {
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) return read(withPlainId(item));
      const message = `Invalid data. Expected a dictionary, but got ${pythonType(item)}.`;
      return { errors: { non_field_errors: [message] } };
    });
    if (items.some((item) => 'errors' in item)) {
      throw new InvalidFields(items.map((item) => ('errors' in item ? item.errors : {})));
    }
    return items.map((item) => (item as { fields: Fields }).fields);
  }
}

function readKeyValue(item: Record<string, unknown>): Read<KeyValueFields> {
  const { fields, errors } = readRow(item);
  return errors === null ? { fields } : { errors };
}

function readData(item: Record<string, unknown>): Read<DataFields> {
  const read = readKeyValue(item);
  const named = readUser(Object.hasOwn(item, 'user') ? item.user : undefined);
  if ('error' in named) return { errors: { ...('errors' in read && read.errors), user: [named.error] } };
  return 'errors' in read ? read : { fields: { ...read.fields, user: named.user } };
}
