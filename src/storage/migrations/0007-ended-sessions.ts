/** Sessions of the service that were ended before they expired: every instance must refuse them. */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

export function* up(words: SchemaWords): Work<void> {
  const columns = [sql`id ${words.text} not null`, sql`until ${words.instant} not null`];
  yield* createTable('abtest_ended_session', columns, 'id', words);
  // Each further ending deletes the rows that are over.
  yield sql`create index abtest_ended_session_until on abtest_ended_session (until)`;
}
