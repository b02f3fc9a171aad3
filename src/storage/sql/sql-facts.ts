/** Facts in an SQL engine: every statement has the learner, except those that search by alias or count. */
import type { FactCount, FactFilter, FactRow, FactStore } from '../fact-store.js';
import type { SqlEngine, SqlRow } from './sql-engine.js';
import { type Sql, type SqlWords, sql, word } from './statement.js';

const columns = (words: SqlWords): Sql =>
  word(`learner, kind, course, item, alias, ${words.milliseconds('modified')} as modified, document`);

export class SqlFacts implements FactStore {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  put(rows: readonly FactRow[]): Promise<number> {
    return this.#engine.write(function* () {
      let stored = 0;
      for (const { learner, kind, course, item, alias, modified, document } of rows) {
        const [row] = yield sql`insert into abtest_fact
          (learner, kind, course, item, alias, modified, document)
          values (${learner}, ${kind}, ${course}, ${item}, ${alias}, ${modified}, ${document})
          on conflict (learner, kind, course, item) do update
          set alias = excluded.alias, modified = excluded.modified, document = excluded.document
          where excluded.modified >= abtest_fact.modified returning kind`;
        if (row !== undefined) stored += 1;
      }
      return stored;
    });
  }

  async rows(filter: FactFilter): Promise<FactRow[]> {
    const who = 'alias' in filter ? sql`alias = ${filter.alias}` : sql`learner = ${filter.learner}`;
    const where =
      'alias' in filter || filter.course === undefined ? word('') : sql`and course = ${filter.course}`;
    const rows = await this.#engine.rows(
      sql`select ${columns(this.#engine.words)} from abtest_fact
        where ${who} and kind = ${filter.kind} ${where} and document is not null order by course, item, learner`,
    );
    return rows.map(factOf);
  }

  async of(learner: string): Promise<FactRow[]> {
    const rows = await this.#engine.rows(
      sql`select ${columns(this.#engine.words)} from abtest_fact
        where learner = ${learner} order by kind, course, item`,
    );
    return rows.map(factOf);
  }

  forget(learner: string): Promise<number> {
    return this.#engine.write(function* () {
      return (yield sql`delete from abtest_fact where learner = ${learner} returning kind`).length;
    });
  }

  async counts(): Promise<FactCount[]> {
    const { words } = this.#engine;
    const rows = await this.#engine.rows(
      sql`select kind, count(*) as count, ${word(words.milliseconds('max(modified)'))} as newest
        from abtest_fact where document is not null group by kind order by kind`,
    );
    return rows.map(({ kind, count, newest }) => ({
      kind: String(kind),
      rows: Number(count),
      newest: new Date(Number(newest)),
    }));
  }
}

function factOf(row: SqlRow): FactRow {
  return {
    learner: String(row.learner),
    kind: String(row.kind),
    course: String(row.course),
    item: String(row.item),
    alias: row.alias as string | null,
    modified: new Date(Number(row.modified)),
    document: row.document as string | null,
  };
}
