/** A model of the tables of a PostgreSQL store: what each of the store's statements does with them. */
import type { Cell, Row } from './wire.js';

interface Stored {
  readonly row: Row;
  /** The transaction that inserted it, until that has ended. */
  owner: object | null;
  /** Whether it survives a crash of the server. */
  durable: boolean;
}

/** An error of the server. */
export class ServerError extends Error {
  readonly state: string;
  constructor(state: string, message: string) {
    super(message);
    this.state = state;
  }
}

const TABLES = ['abtest_assignment', 'abtest_exposure', 'abtest_ending'] as const;
type Table = (typeof TABLES)[number];

export class Tables {
  readonly #rows: Readonly<Record<Table, Map<string, Stored>>> = {
    abtest_assignment: new Map(),
    abtest_exposure: new Map(),
    abtest_ending: new Map(),
  };
  readonly #migrations: readonly string[];

  constructor(migrations: readonly string[]) {
    this.#migrations = migrations;
  }

  /** Runs a statement other than a setting, for a transaction. */
  run(text: string, values: readonly (string | null)[], owner: object): Row[] {
    if (text.includes('to_regclass')) return [{ found: 1 }];
    if (/^select name from abtest_migration/.test(text)) return this.#migrations.map((name) => ({ name }));
    const table = TABLES.find((name) => text.includes(name));
    if (table === undefined) throw new Error(`there is no model of: ${text}`);
    if (/^insert into/.test(text)) return this.#insert(table, rowsOf(text, values), owner);
    if (/^select/.test(text)) return this.#select(table, keysOf(text, values));
    throw new Error(`there is no model of: ${text}`);
  }

  commit(owner: object, durable: boolean): void {
    for (const stored of this.#of(owner)) {
      stored.owner = null;
      stored.durable = durable;
    }
  }

  rollBack(owner: object): void {
    this.#removeWhere((stored) => stored.owner === owner);
  }

  /** The log is written: everything committed survives. */
  flush(): void {
    for (const stored of this.#all()) if (stored.owner === null) stored.durable = true;
  }

  crash(): void {
    this.#removeWhere((stored) => !stored.durable);
  }

  committed(table: Table): Row[] {
    return [...this.#rows[table].values()].filter(({ owner }) => owner === null).map(({ row }) => row);
  }

  #insert(table: Table, rows: readonly Row[], owner: object): Row[] {
    const rowsThere = this.#rows[table];
    const open = rows.some((row) => (rowsThere.get(keyOf(row))?.owner ?? owner) !== owner);
    if (open) throw new ServerError('55P03', 'canceling statement due to lock timeout');
    const inserted = rows.filter((row) => {
      if (rowsThere.has(keyOf(row))) return false;
      rowsThere.set(keyOf(row), { row, owner, durable: false });
      return true;
    });
    return inserted;
  }

  #select(table: Table, keys: readonly string[]): Row[] {
    return keys.flatMap((key) => {
      const found = this.#rows[table].get(key);
      return found === undefined || found.owner !== null ? [] : [found.row];
    });
  }

  #all(): Stored[] {
    return TABLES.flatMap((table) => [...this.#rows[table].values()]);
  }

  #of(owner: object): Stored[] {
    return this.#all().filter((stored) => stored.owner === owner);
  }

  #removeWhere(isGone: (stored: Stored) => boolean): void {
    for (const table of TABLES) {
      for (const [key, stored] of this.#rows[table]) if (isGone(stored)) this.#rows[table].delete(key);
    }
  }
}

const keyOf = ({ scope, experiment, learner = '', context = '' }: Row) =>
  JSON.stringify([scope, experiment, learner, context]);

/** The rows of an insert, with the columns that it names; moments as the store selects them, in milliseconds. */
function rowsOf(text: string, values: readonly (string | null)[]): Row[] {
  const names = /\(([^)]*)\)/
    .exec(text)![1]!
    .split(',')
    .map((name) => name.trim());
  const columns = text.includes('unnest')
    ? values.map((value) => listOf(value!))
    : values.map((value) => [value!]);
  return columns[0]!.map((_, index) =>
    Object.fromEntries(names.map((name, column) => [name, cellOf(name, columns[column]![index]!)])),
  );
}

/** The keys that a select asks for: columns of arrays, or one key. */
function keysOf(text: string, values: readonly (string | null)[]): string[] {
  const columns = text.includes('unnest')
    ? values.map((value) => listOf(value!))
    : values.map((value) => [value!]);
  const [scopes = [], experiments = [], learners = []] = columns;
  return scopes.map((scope, index) =>
    keyOf({ scope, experiment: experiments[index]!, learner: learners[index] ?? '' }),
  );
}

function cellOf(name: string, value: string): Cell {
  return name.endsWith('_at') ? Date.parse(value) : value;
}

/** An array of texts as the driver writes it, `{"a","b"}`, which is JSON with other brackets. */
function listOf(value: string): string[] {
  return JSON.parse(`[${value.slice(1, -1)}]`) as string[];
}
