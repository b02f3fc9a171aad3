/** A layer in front of every driver's data: validates arguments, and counts the calls in progress. */

import { AbtestError } from '../diagnostics/abtest-error.js';
import { acceptText } from './accepted.js';
import {
  acceptDataFilter,
  acceptFields,
  acceptFlag,
  acceptId,
  acceptOverride,
  acceptPart,
  acceptQuota,
  acceptRow,
  acceptStamp,
} from './accepted-data.js';
import { acceptFactFilter, acceptFacts, acceptLearner } from './accepted-facts.js';
import type {
  ChangeStamp,
  DataFields,
  DataFilter,
  DataStore,
  DataTable,
  EndedSessions,
  ExperimentData,
  ExperimentKeyValue,
  FlagRow,
  KeyValueFields,
  KeyValueTable,
  OverrideRow,
} from './data-store.js';
import type { FactStore } from './fact-store.js';
import { MOST_UPSERT_ROWS } from './limits.js';

/** Runs a call on the open store and counts it as in progress until it settles. */
type Call = <T>(call: (data: DataStore) => Promise<T>) => Promise<T>;

export class CheckedData implements DataStore {
  readonly experimentData: DataTable<ExperimentData, DataFields>;
  readonly keyValues: KeyValueTable;
  readonly facts: FactStore;
  readonly endedSessions: EndedSessions;
  readonly #open: () => DataStore;
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param open returns the driver's data; throws when the store was closed */
  constructor(open: () => DataStore) {
    this.#open = open;
    const call: Call = (run) => this.#call(run);
    this.experimentData = checkedTable<ExperimentData, DataFields>(call, (data) => data.experimentData, true);
    this.facts = checkedFacts(call);
    this.endedSessions = {
      async add(id, until, at) {
        acceptText('session', id);
        acceptStamp({ at: until });
        acceptStamp({ at });
        return call((data) => data.endedSessions.add(id, until, at));
      },
      async has(id) {
        acceptText('session', id);
        return call((data) => data.endedSessions.has(id));
      },
    };
    this.keyValues = {
      ...checkedTable<ExperimentKeyValue, KeyValueFields>(call, (data) => data.keyValues, false),
      async history(filter, part) {
        acceptDataFilter(filter);
        if (filter.id !== undefined) acceptId(filter.id);
        acceptPart(part);
        return call((data) => data.keyValues.history(filter, part));
      },
    };
  }

  async saveFlag(
    flag: Pick<FlagRow, 'name' | 'definition'>,
    after: number | null,
    stamp: ChangeStamp,
  ): Promise<FlagRow> {
    acceptFlag(flag.name, flag.definition);
    if (after !== null) acceptId(after);
    acceptStamp(stamp);
    return this.#call((data) => data.saveFlag(flag, after, stamp));
  }

  async flagRows(name?: string): Promise<FlagRow[]> {
    if (name !== undefined) acceptText('flag', name);
    return this.#call((data) => data.flagRows(name));
  }

  async saveOverride(
    override: Parameters<DataStore['saveOverride']>[0],
    stamp: ChangeStamp,
  ): Promise<OverrideRow> {
    acceptOverride(override);
    if (override.note !== undefined) acceptText('note', override.note);
    acceptStamp(stamp);
    return this.#call((data) => data.saveOverride(override, stamp));
  }

  async overrideRows(flag?: string): Promise<OverrideRow[]> {
    if (flag !== undefined) acceptText('flag', flag);
    return this.#call((data) => data.overrideRows(flag));
  }

  async settings() {
    return this.#call((data) => data.settings());
  }

  async settingsVersion(): Promise<number> {
    return this.#call((data) => data.settingsVersion());
  }

  async forget(user: string): Promise<number> {
    acceptText('user', user);
    return this.#call((data) => data.forget(user));
  }

  /** Resolves when no call is in progress. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #call<T>(call: (data: DataStore) => Promise<T>): Promise<T> {
    const running = call(this.#open());
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }
}

function checkedFacts(call: Call): FactStore {
  return {
    async put(rows) {
      acceptFacts(rows);
      return call((data) => data.facts.put(rows));
    },
    async rows(filter) {
      acceptFactFilter(filter);
      return call((data) => data.facts.rows(filter));
    },
    async of(learner) {
      acceptText('learner', learner);
      return call((data) => data.facts.of(learner));
    },
    async forget(learner) {
      acceptLearner(learner);
      return call((data) => data.facts.forget(learner));
    },
    async counts() {
      return call((data) => data.facts.counts());
    },
  };
}

function checkedTable<Row, Fields extends KeyValueFields>(
  call: Call,
  tableOf: (data: DataStore) => DataTable<Row, Fields>,
  hasUser: boolean,
): DataTable<Row, Fields> {
  const accept = (id: number, filter: DataFilter | undefined, stamp?: ChangeStamp): void => {
    acceptId(id);
    acceptDataFilter(filter ?? {});
    if (stamp !== undefined) acceptStamp(stamp);
  };
  return {
    async create(fields, stamp) {
      acceptRow(fields, hasUser);
      acceptStamp(stamp);
      acceptQuota(stamp);
      return call((data) => tableOf(data).create(fields, stamp));
    },
    async get(id, filter) {
      accept(id, filter);
      return call((data) => tableOf(data).get(id, filter));
    },
    async list(filter, part) {
      acceptDataFilter(filter);
      acceptPart(part);
      return call((data) => tableOf(data).list(filter, part));
    },
    async update(id, change, stamp, filter) {
      accept(id, filter, stamp);
      acceptFields(change);
      acceptQuota(stamp);
      if (stamp.version !== undefined) acceptId(stamp.version);
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      return call((data) => tableOf(data).update(id, Object.fromEntries(given), stamp, filter));
    },
    async upsert(rows, stamp) {
      if (rows.length > MOST_UPSERT_ROWS) {
        throw new AbtestError(
          'bad-argument',
          `The call has ${rows.length} rows; at most ${MOST_UPSERT_ROWS} are allowed`,
        );
      }
      for (const row of rows) acceptRow(row, hasUser);
      acceptStamp(stamp);
      return call((data) => tableOf(data).upsert(rows, stamp));
    },
    async delete(id, stamp, filter) {
      accept(id, filter, stamp);
      return call((data) => tableOf(data).delete(id, stamp, filter));
    },
    async beside(row, by, direction, filter) {
      accept(row.id, filter, { at: row.date });
      return call((data) => tableOf(data).beside(row, by, direction, filter));
    },
  };
}
