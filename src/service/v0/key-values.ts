/** Values that all learners of an experiment share: v0/key-value/. Everyone reads, staff write. */
import type { FastifyRequest } from 'fastify';
import { ExperimentKeyValueRecords } from '../../index.js';
import type { ServiceContext } from '../service-options.js';
import { fieldsOf } from './bodies.js';
import { readFilter } from './filters.js';
import { type PartOfRows, page } from './pages.js';
import { InvalidFields } from './refusals.js';
import { keyValueOnTheWire, readRow } from './rows.js';
import { addressOf, found, unlessTaken } from './stored.js';

const MODEL = 'ExperimentKeyValue';
const UNIQUE = 'experiment_id, key';

export class KeyValueActions {
  readonly #records: ExperimentKeyValueRecords;

  constructor({ store, now }: ServiceContext) {
    this.#records = new ExperimentKeyValueRecords(store.data.keyValues, { now });
  }

  list(request: FastifyRequest) {
    const filter = readFilter(request);
    return page(request, async (part: PartOfRows) => {
      if (filter === null) return { rows: [], count: 0 };
      const { rows, count } = await this.#records.list(filter, part);
      return { rows: rows.map(keyValueOnTheWire), count };
    });
  }

  async retrieve(request: FastifyRequest) {
    const { id, filter } = addressOf(request, MODEL);
    return keyValueOnTheWire(found(await this.#records.get(id, filter), MODEL));
  }

  async create(request: FastifyRequest) {
    const fields = read(request, { partial: false });
    return keyValueOnTheWire(await unlessTaken(UNIQUE, () => this.#records.create(fields, by(request))));
  }

  async update(request: FastifyRequest, options: { readonly partial: boolean }) {
    const { id, filter } = addressOf(request, MODEL);
    found(await this.#records.get(id, filter), MODEL);
    const change = read(request, options);
    const row = await unlessTaken(UNIQUE, () => this.#records.update(id, change, by(request), filter));
    return keyValueOnTheWire(found(row, MODEL));
  }

  async destroy(request: FastifyRequest): Promise<void> {
    const { id, filter } = addressOf(request, MODEL);
    found(await this.#records.delete(id, by(request), filter), MODEL);
  }
}

/** The author of the change in the history. */
function by(request: FastifyRequest) {
  return { user: request.principal!.username };
}

function read(request: FastifyRequest, options: { readonly partial: boolean }) {
  const { fields, errors } = readRow(fieldsOf(request.body), options);
  if (errors !== null) throw new InvalidFields(errors);
  return fields;
}
