/** What one migration is, and the words of an engine's schema that it uses. */
import type { Kysely, RawBuilder } from 'kysely';

/** How an engine says what the migrations need to say. */
export interface SchemaWords {
  /** A text that is compared byte by byte. */
  readonly text: RawBuilder<unknown>;
  /** A whole number, up to 2^53. */
  readonly whole: RawBuilder<unknown>;
  /** A moment, to the millisecond. */
  readonly instant: RawBuilder<unknown>;
  /** What follows the columns of a table whose rows are kept in order of their primary key. */
  readonly keyedTable: RawBuilder<unknown>;
  /** Whether the engine has an index of learners, besides the keys. */
  readonly findsLearnersByIndex: boolean;
}

export interface Migration {
  up(database: Kysely<unknown>, words: SchemaWords): Promise<void>;
}
