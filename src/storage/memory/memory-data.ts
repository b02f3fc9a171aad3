/** The data of experiments in this process's memory: the simplest implementation of the contract. */
import type { CurrentOverride, FlagDefinition, StoredFlagSettings } from '../../flags/flag-settings.js';
import { ENROLLMENT_END, ENROLLMENT_START } from '../../flags/window.js';
import type {
  ChangeStamp,
  DataFields,
  DataStore,
  DataTable,
  EndedSessions,
  ExperimentData,
  ExperimentKeyValue,
  FlagRow,
  HistoricalExperimentKeyValue,
  HistoryFilter,
  KeyValueFields,
  KeyValueTable,
  OverrideRow,
  PageRange,
} from '../data-store.js';
import { overtaken } from '../refusals.js';
import { MemoryFacts } from './memory-facts.js';
import { copy, MemoryRows, matches } from './memory-rows.js';

class MemoryKeyValues extends MemoryRows<ExperimentKeyValue, KeyValueFields> implements KeyValueTable {
  readonly #history: HistoricalExperimentKeyValue[];

  constructor(history: HistoricalExperimentKeyValue[], changed: () => void) {
    super((type, { version: _, ...row }, { at, user = null, reason = null, history: wanted = true }) => {
      changed();
      if (!wanted) return;
      const before = history.findLast((one) => one.id === row.id || matches(one, row));
      history.push({
        history_id: history.length + 1,
        history_date: later(at, before?.history_date),
        history_type: type,
        history_user: user,
        history_change_reason: reason,
        ...copy(row),
      });
    });
    this.#history = history;
  }

  async history({ id, ...filter }: HistoryFilter, { offset, limit }: PageRange) {
    const rows = this.#history
      .filter((row) => (id ?? row.id) === row.id && matches(row, filter))
      .sort((a, b) => b.history_date.getTime() - a.history_date.getTime() || b.history_id - a.history_id);
    const part = rows.slice(offset, offset + limit);
    return {
      rows: part.map((row) => ({ ...copy(row), history_date: new Date(row.history_date) })),
      count: rows.length,
    };
  }
}

export class MemoryData implements DataStore {
  #version = 0;
  readonly #history: HistoricalExperimentKeyValue[] = [];
  readonly #flags: FlagRow[] = [];
  readonly #overrides: OverrideRow[] = [];
  readonly #data = new MemoryRows<ExperimentData, DataFields>(() => undefined);
  readonly facts = new MemoryFacts();
  readonly #ended = new Map<string, Date>();
  readonly endedSessions: EndedSessions = {
    add: async (id, until, at) => {
      for (const [other, end] of this.#ended) if (end < at) this.#ended.delete(other);
      this.#ended.set(id, new Date(until));
    },
    has: async (id) => this.#ended.has(id),
  };
  readonly experimentData: DataTable<ExperimentData, DataFields> = this.#data;
  readonly keyValues: KeyValueTable = new MemoryKeyValues(this.#history, () => {
    this.#version += 1;
  });

  async saveFlag(
    { name, definition }: Pick<FlagRow, 'name' | 'definition'>,
    after: number | null,
    { at, user = null, reason = null }: ChangeStamp,
  ): Promise<FlagRow> {
    const last = this.#flags.findLast((row) => row.name === name);
    if ((last?.id ?? null) !== after) throw overtaken(`The flag ${name}`);
    const change_date = later(at, last?.change_date);
    const id = this.#flags.length + 1;
    const row = { id, name, definition: copyOf(definition), change_date, changed_by: user, reason };
    this.#flags.push(row);
    this.#version += 1;
    return copyOf(row);
  }

  async flagRows(name?: string): Promise<FlagRow[]> {
    return copyOf(this.#flags.filter((row) => (name ?? row.name) === row.name).reverse());
  }

  async saveOverride(
    override: CurrentOverride & { readonly note?: string },
    { at, user = null }: ChangeStamp,
  ): Promise<OverrideRow> {
    const { waffle_flag, scope, target, override_choice, enabled, note = '' } = override;
    const last = this.#overrides.findLast((row) => nameOf(row) === nameOf(override));
    const change = { change_date: later(at, last?.change_date), changed_by: user };
    const id = this.#overrides.length + 1;
    const row: OverrideRow = { id, waffle_flag, scope, target, override_choice, enabled, note, ...change };
    this.#overrides.push(row);
    this.#version += 1;
    return copyOf(row);
  }

  async overrideRows(flag?: string): Promise<OverrideRow[]> {
    return copyOf(this.#overrides.filter((row) => (flag ?? row.waffle_flag) === row.waffle_flag).reverse());
  }

  async settings(): Promise<StoredFlagSettings> {
    const flags = new Map(this.#flags.map(({ name, definition }) => [name, definition]));
    const overrides = new Map(this.#overrides.map((row) => [nameOf(row), row]));
    const all = { offset: 0, limit: Number.MAX_SAFE_INTEGER };
    const version = this.#version;
    const { rows } = await this.keyValues.list({}, all);
    return {
      version,
      flags: [...flags]
        .filter(isDefined)
        .map(([name, definition]) => ({ name, definition: copyOf(definition) })),
      overrides: copyOf([...overrides.values()]),
      keyValues: rows.filter(({ key }) => key === ENROLLMENT_START || key === ENROLLMENT_END),
    };
  }

  async settingsVersion(): Promise<number> {
    return this.#version;
  }

  async forget(user: string): Promise<number> {
    for (const [index, row] of this.#history.entries()) {
      if (row.history_user === user) this.#history[index] = { ...row, history_user: null };
    }
    return this.#data.drop({ user });
  }
}

function isDefined(entry: [string, FlagDefinition | null]): entry is [string, FlagDefinition] {
  return entry[1] !== null;
}

/** Dates do not decrease when a clock is set back. */
function later(at: Date, before: Date | undefined): Date {
  return new Date(Math.max(at.getTime(), before?.getTime() ?? at.getTime()));
}

/** A copy, so that callers who change what they passed or received do not change the store. */
function copyOf<T>(value: T): T {
  return structuredClone(value);
}

function nameOf({ waffle_flag, scope, target }: CurrentOverride): string {
  return `${waffle_flag}\0${scope}\0${target}`;
}
