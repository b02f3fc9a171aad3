/**
 * One statement with the store's settings, in a transaction and a network round trip of its own. A pooler may give each
 * transaction another connection to the server, so nothing is set for, or prepared on, a connection.
 */
import type { ClientBase, Connection, FieldDef, Submittable } from 'pg';
import type { SqlRow } from '../sql/sql-engine.js';

/** Milliseconds that a statement waits for a lock. */
export const LOCK_PATIENCE = 5000;

/**
 * Holds until the transaction ends: locks time out as in SQLite, and a commit is on disk (and on the synchronous
 * standbys, if the server has any) before it is acknowledged, whatever the role or the database says.
 */
export const SETTINGS = `select set_config('lock_timeout', '${LOCK_PATIENCE}', true),
  set_config('synchronous_commit',
    case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, true)`;

export interface PostgresStatement {
  readonly text: string;
  readonly values: readonly (string | number | null | readonly string[])[];
}

/** Runs the settings and the statement as one implicit transaction; returns the rows of the statement. */
export function runAlone(client: ClientBase, statement: PostgresStatement): Promise<SqlRow[]> {
  return new Promise((resolve, reject) => {
    client.query(new Alone(statement, client, { resolve, reject }));
  });
}

interface Outcome {
  resolve(rows: SqlRow[]): void;
  reject(error: unknown): void;
}

/** The driver calls its methods as the server's messages arrive: https://www.postgresql.org/docs/current/protocol-flow.html */
class Alone implements Submittable {
  readonly #statement: PostgresStatement;
  readonly #client: ClientBase;
  readonly #outcome: Outcome;
  readonly #rows: SqlRow[] = [];
  /** `null` until the statement is described; the settings, which come first, are not. */
  #columns: { name: string; read: (text: string) => unknown }[] | null = null;

  constructor(statement: PostgresStatement, client: ClientBase, outcome: Outcome) {
    this.#statement = statement;
    this.#client = client;
    this.#outcome = outcome;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    send(connection, SETTINGS, []);
    connection.execute(null, true);
    send(connection, this.#statement.text, this.#statement.values.map(asText));
    connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
    // The transaction begins with the first message and is committed here.
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: readonly FieldDef[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      read: this.#client.getTypeParser(dataTypeID, 'text'),
    }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const columns = this.#columns;
    if (columns === null) return;
    const row: Record<string, unknown> = {};
    for (const [index, { name, read }] of columns.entries()) {
      const text = fields[index]!;
      row[name] = text === null ? null : read(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#outcome.resolve(this.#rows);
  }

  handleError(error: unknown): void {
    this.#outcome.reject(error);
  }
}

function send(connection: Connection, text: string, values: (string | null)[]): void {
  connection.parse({ name: '', text, types: [] }, true);
  connection.bind({ values }, true);
}

function asText(value: PostgresStatement['values'][number]): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  const items = value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`);
  return `{${items.join(',')}}`;
}
