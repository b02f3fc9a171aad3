/** Connections to a PostgreSQL server: statements and transactions that are retried where that can help. */
import type { Pool } from 'pg';
import { type Patience, patiently } from '../patience.js';
import type { Mask } from '../secret.js';
import { runLater, type SqlEngine, type SqlRow, type Work } from '../sql/sql-engine.js';
import { rendered, type Sql, type SqlWords } from '../sql/statement.js';
import { asksForAnotherTry, postgresError } from './postgres-errors.js';

/** Milliseconds to wait for a connection, for a lock, and for contention to end. */
export const POSTGRES_PATIENCE: Patience = { passes: asksForAnotherTry, until: 5000 };

export const POSTGRES_WORDS: SqlWords = {
  parameter: (number) => `$${number}`,
  milliseconds: (column) => `(extract(epoch from ${column}) * 1000)::float8`,
};

interface PostgresEngineOptions {
  readonly pool: Pool;
  /** The store's URL as messages show it. */
  readonly name: string;
  readonly hide: Mask;
}

export class PostgresEngine implements SqlEngine {
  readonly words = POSTGRES_WORDS;
  readonly #options: PostgresEngineOptions;

  constructor(options: PostgresEngineOptions) {
    this.#options = options;
  }

  /** @param name makes it a statement that is prepared once on each connection */
  rows(statement: Sql, name?: string): Promise<SqlRow[]> {
    const config = { ...queryOf(statement), ...(name === undefined ? {} : { name }) };
    return this.#reliably(async () => (await this.#options.pool.query(config)).rows as SqlRow[]);
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
    return this.#reliably(async () => {
      const client = await this.#options.pool.connect();
      let unusable = false;
      try {
        await client.query(begin);
        const answer = await runLater(
          work(),
          async (statement) => (await client.query(queryOf(statement))).rows as SqlRow[],
        );
        await client.query('commit');
        return answer;
      } catch (error) {
        await client.query('rollback').catch(() => {
          unusable = true;
        });
        throw error;
      } finally {
        client.release(unusable);
      }
    });
  }

  async #reliably<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await patiently(work, POSTGRES_PATIENCE);
    } catch (error) {
      throw postgresError(error, this.#options.name, this.#options.hide);
    }
  }
}

function queryOf(statement: Sql): { text: string; values: unknown[] } {
  const values = statement.values.map((value) => (value instanceof Date ? value.toISOString() : value));
  return { text: rendered(statement, POSTGRES_WORDS), values };
}
