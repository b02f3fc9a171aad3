/** Connections to a PostgreSQL server: statements and transactions that are retried where that can help. */
import type { Client, Pool, PoolClient } from 'pg';
import { type Patience, patiently } from '../patience.js';
import type { Mask } from '../secret.js';
import { runLater, type SqlEngine, type SqlRow, type Work } from '../sql/sql-engine.js';
import { rendered, type Sql, type SqlWords } from '../sql/statement.js';
import { asksForAnotherTry, isAnswer, postgresError } from './postgres-errors.js';
import { LOCK_PATIENCE, type PostgresStatement, runAlone, SETTINGS } from './postgres-query.js';

/** Retries end after as long as a lock is waited for. */
const CONTENTION: Patience = { passes: asksForAnotherTry, until: LOCK_PATIENCE };

export const POSTGRES_WORDS: SqlWords = {
  parameter: (number) => `$${number}`,
  milliseconds: (column) => `(extract(epoch from ${column}) * 1000)::float8`,
};

interface PostgresEngineOptions {
  readonly pool: Pool;
  /** The store's URL as messages show it. */
  readonly name: string;
  readonly hide: Mask;
  /** Milliseconds after which a server that is silent is given up, its connection with it. */
  readonly patience: number;
}

export class PostgresEngine implements SqlEngine {
  readonly words = POSTGRES_WORDS;
  readonly #options: PostgresEngineOptions;

  constructor(options: PostgresEngineOptions) {
    this.#options = options;
  }

  rows(statement: Sql): Promise<SqlRow[]> {
    const query = queryOf(statement);
    return this.#reliably((client) => runAlone(client, query));
  }

  read<T>(work: () => Work<T>): Promise<T> {
    return this.#inTransaction('begin isolation level repeatable read, read only', work);
  }

  write<T>(work: () => Work<T>): Promise<T> {
    return this.#inTransaction('begin', work);
  }

  close(): Promise<void> {
    return this.#options.pool.end();
  }

  // ---------------------------------------------------------------------------------------------------------------

  #inTransaction<T>(begin: string, work: () => Work<T>): Promise<T> {
    return this.#reliably(async (client) => {
      try {
        await client.query(`${begin}; ${SETTINGS}`);
        const answer = await runLater(work(), async (statement) => {
          const { text, values } = queryOf(statement);
          return (await client.query(text, [...values])).rows as SqlRow[];
        });
        await client.query('commit');
        return answer;
      } catch (error) {
        // Where the connection is lost, the server rolls back by itself.
        if (isAnswer(error)) await client.query('rollback');
        throw error;
      }
    });
  }

  async #reliably<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const { pool, name, hide, patience } = this.#options;
    try {
      return await patiently(async () => onClient(await pool.connect(), work, patience), CONTENTION);
    } catch (error) {
      throw postgresError(error, name, hide);
    }
  }
}

/** Runs work on a client of the pool, which takes it back unless its connection may be unusable. */
async function onClient<T>(
  client: PoolClient,
  work: (client: PoolClient) => Promise<T>,
  patience: number,
): Promise<T> {
  let failure: Error | null = null;
  const silence = setTimeout(() => {
    failure = new Error(`no answer within ${patience / 1000} s`);
    client.connection.stream.destroy();
  }, patience);
  const onNotice = ({ routine }: { routine?: string | undefined }) => {
    // The commit is acknowledged, but only this server has it: a standby that is promoted would not.
    if (routine === 'SyncRepWaitForLSN') failure = new Error('the wait for the standby was cancelled');
  };
  client.on('notice', onNotice);
  let usable = false;
  try {
    const answer = await work(client);
    usable = true;
    if (failure !== null) throw failure;
    return answer;
  } catch (error) {
    usable ||= isAnswer(error);
    throw failure ?? error;
  } finally {
    clearTimeout(silence);
    client.off('notice', onNotice);
    client.release(!usable);
  }
}

function queryOf(statement: Sql): PostgresStatement {
  const values = statement.values.map((value) => (value instanceof Date ? value.toISOString() : value));
  return { text: rendered(statement, POSTGRES_WORDS), values };
}

/**
 * The driver's client, which closes its connection where it fails to log in. The driver reports some failures, such as a
 * missing password, and leaves the connection open until the server gives it up after a minute: a command would not end, and
 * each call of a service would take a connection more.
 */
export function closingClient(Driver: typeof Client): typeof Client {
  return class extends Driver {
    override connect(): Promise<Client>;
    override connect(connected: (error: Error | null) => void): void;
    override connect(connected?: (error: Error | null) => void): Promise<Client> | undefined {
      if (connected === undefined) return super.connect();
      super.connect((error: Error | null) => {
        if (error) this.connection.stream.destroy();
        connected(error);
      });
      return undefined;
    }
  };
}
