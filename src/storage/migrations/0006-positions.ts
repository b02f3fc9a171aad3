/**
 * The positions of assignments and exposures in the order in which they were stored. Empty where a row has not been
 * numbered yet: rows of older versions, and those of engines that number rows when they are read.
 */
import type { Work } from '../sql/sql-engine.js';
import { sql, word } from '../sql/statement.js';
import type { SchemaWords } from './migration.js';

export function* up({ whole }: SchemaWords): Work<void> {
  for (const counter of ['assignment', 'exposure']) {
    const table = `abtest_${counter}`;
    yield sql`alter table ${word(table)} add column position ${whole}`;
    yield sql`create index ${word(`${table}_position`)} on ${word(table)} (position)`;
    yield sql`insert into abtest_counter (name, reached) values (${counter}, 0)`;
  }
}
