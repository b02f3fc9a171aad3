/** The data of one learner in an experiment: v0/data/. Each user can read and write only their own rows. */
import type { FastifyRequest } from 'fastify';
import { type DataFields, type DataQuota, type ExperimentData, ExperimentDataRecords } from '../../index.js';
import { readDataKey, readExperimentId } from '../../internal/learners.js';
import { type Principal, readUsername } from '../http/principal.js';
import type { ServiceContext } from '../service-options.js';
import { fieldsOf } from './bodies.js';
import { readFilter } from './filters.js';
import { type PartOfRows, page } from './pages.js';
import { InvalidFields, noSuchRow, notPermitted } from './refusals.js';
import { dataOnTheWire, readRow } from './rows.js';
import { addressOf, found, isTaken, unlessTaken } from './stored.js';

const MODEL = 'ExperimentData';
const UNIQUE = 'user, experiment_id, key';

export class DataActions {
  readonly #records: ExperimentDataRecords;
  readonly #quota: DataQuota | undefined;

  constructor({ store, now, limits }: ServiceContext) {
    this.#quota = limits.quota;
    this.#records = new ExperimentDataRecords(store.data.experimentData, { now });
  }

  list(request: FastifyRequest) {
    const filter = readFilter(request);
    const user = me(request).username;
    return page(request, async (part: PartOfRows) => {
      if (filter === null) return { rows: [], count: 0 };
      const { rows, count } = await this.#records.list({ ...filter, user }, part);
      return { rows: rows.map(dataOnTheWire), count };
    });
  }

  async retrieve(request: FastifyRequest) {
    return dataOnTheWire(await this.#find(request));
  }

  async create(request: FastifyRequest) {
    const fields = readNew(fieldsOf(request.body), me(request));
    return dataOnTheWire(await unlessTaken(UNIQUE, () => this.#records.create(fields, this.#by(request))));
  }

  /** Sets the value of the caller's own row, which `user` in the body does not change, or creates a row. */
  async createOrUpdate(request: FastifyRequest): Promise<{ created: boolean; row: object }> {
    const mine = await this.#mine(request);
    if (mine !== null) return { created: false, row: await this.#replace(request, mine) };
    try {
      const fields = readNew(fieldsOf(request.body), me(request));
      return { created: true, row: dataOnTheWire(await this.#records.create(fields, this.#by(request))) };
    } catch (error) {
      if (!isTaken(error)) throw error;
      // A concurrent request of the same user was faster, or the row belongs to the user whom staff named.
      const quicker = await this.#mine(request);
      if (quicker === null) return unlessTaken(UNIQUE, () => Promise.reject(error));
      return { created: false, row: await this.#replace(request, quicker) };
    }
  }

  async update(request: FastifyRequest, options: { readonly partial: boolean }) {
    await this.#find(request);
    return this.#change(request, readChange(request, options));
  }

  async destroy(request: FastifyRequest): Promise<void> {
    const { id, filter } = this.#address(request);
    found(await this.#records.delete(id, this.#by(request), filter), MODEL);
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** Staff write for everybody. */
  #by(request: FastifyRequest) {
    const { username, isStaff } = me(request);
    return { user: username, ...(!isStaff && this.#quota !== undefined && { quota: this.#quota }) };
  }

  #address(request: FastifyRequest) {
    return addressOf(request, MODEL, { user: me(request).username });
  }

  async #find(request: FastifyRequest): Promise<ExperimentData> {
    const { id, filter } = this.#address(request);
    return found(await this.#records.get(id, filter), MODEL);
  }

  async #change(request: FastifyRequest, change: Partial<DataFields>) {
    const { id, filter } = this.#address(request);
    const row = await unlessTaken(UNIQUE, () => this.#records.update(id, change, this.#by(request), filter));
    return dataOnTheWire(found(row, MODEL));
  }

  /** The caller's own row with the experiment and the key of the body. */
  async #mine(request: FastifyRequest): Promise<ExperimentData | null> {
    const body = fieldsOf(request.body);
    const experiment = readExperimentId(own(body, 'experiment_id'));
    const key = readDataKey(own(body, 'key'));
    if ('error' in experiment || 'error' in key) return null;
    const filter = { user: me(request).username, experiment_id: experiment.value, key: key.value };
    const { rows } = await this.#records.list(filter, { offset: 0, limit: 1 });
    return rows[0] ?? null;
  }

  /** The filters of the list also apply to single rows. */
  async #replace(request: FastifyRequest, row: ExperimentData): Promise<object> {
    const filter = readFilter(request);
    const matches =
      filter !== null &&
      (filter.experiment_id ?? row.experiment_id) === row.experiment_id &&
      (filter.key ?? row.key) === row.key;
    if (!matches) throw noSuchRow(MODEL);
    const change = readChange(request, { partial: false });
    const own = { user: row.user };
    return dataOnTheWire(found(await this.#records.update(row.id, change, this.#by(request), own), MODEL));
  }
}

/** Only called for authenticated requests. */
function me(request: FastifyRequest): Principal {
  return request.principal!;
}

function own(body: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(body, name) ? body[name] : undefined;
}

function readChange(request: FastifyRequest, options: { readonly partial: boolean }) {
  const { fields, errors } = readRow(fieldsOf(request.body), options);
  if (errors !== null) throw new InvalidFields(errors);
  return fields;
}

/** A new row; only staff may name another user, wherever the name is given. */
function readNew(body: Readonly<Record<string, unknown>>, { username, isStaff }: Principal): DataFields {
  const user = own(body, 'user');
  if (!isStaff && user !== undefined && user !== username) throw notPermitted();
  const read = readRow(body);
  const named = user === undefined ? { user: username } : readUser(user);
  if (read.errors !== null || 'error' in named) {
    throw new InvalidFields({ ...read.errors, ...('error' in named && { user: [named.error] }) });
  }
  return { user: named.user, ...read.fields };
}

/** A possible username: there is no user table here for a stricter check. */
export function readUser(input: unknown): { readonly user: string } | { readonly error: string } {
  if (input === undefined) return { error: 'This field is required.' };
  if (input === null || input === '') return { error: 'This field may not be null.' };
  if (typeof input === 'object') return { error: 'Invalid value.' };
  // As Python's `str` prints them; numbers are texts already.
  const text = typeof input === 'boolean' ? (input ? 'True' : 'False') : input;
  const user = readUsername(text);
  return user === null ? { error: `Object with username=${text} does not exist.` } : { user };
}
