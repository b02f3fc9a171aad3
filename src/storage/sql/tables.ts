/** The tables of the SQL engines: the columns that are read, and how a row becomes an object. */
import type { ExperimentData, ExperimentKeyValue, HistoricalExperimentKeyValue } from '../data-store.js';
import type {
  Assignment,
  AssignmentKey,
  Draw,
  ExperimentEnding,
  Exposure,
  KeptPortions,
  Outcome,
} from '../store.js';
import type { SqlRow } from './sql-engine.js';
import { type Sql, type SqlValue, type SqlWords, sql, word } from './statement.js';

export interface Table<Item> {
  readonly name: Sql;
  columns(words: SqlWords): Sql;
  item(row: SqlRow): Item;
}

/** A table that is read in the order of its key. */
export interface SortedTable<Item> extends Table<Item> {
  readonly key: readonly string[];
  /** The value of a column of the key in a row that was read; a text unless it is given. */
  cell?(row: SqlRow, column: string): SqlValue;
}

/** A table that is read as a stream, too. All columns of its key are texts. */
export interface KeyedTable<Item> extends SortedTable<Item> {
  /** The column that says when a row was made. */
  readonly moment: string;
  /** The name of the counter of its positions. */
  readonly counter: string;
}

export const ASSIGNMENTS: KeyedTable<Assignment> = {
  name: word('abtest_assignment'),
  key: ['scope', 'experiment', 'learner'],
  moment: 'assigned_at',
  counter: 'assignment',
  columns: (words) =>
    word(
      `scope, experiment, learner, group_name, strategy, ${words.milliseconds('assigned_at')} as assigned_at`,
    ),
  item: (row) => assignmentOf(grouped(row), row),
};

/** @param row without the columns of the key, which is known */
export function assignmentOf({ scope, experiment, learner }: AssignmentKey, row: SqlRow): Assignment {
  return {
    scope,
    experiment,
    learner,
    group: String(row.group_name),
    strategy: String(row.strategy),
    assignedAt: new Date(Number(row.assigned_at)),
  };
}

/** The assignments with the portions by which they were drawn. */
export const DRAWS: KeyedTable<Draw> = {
  ...ASSIGNMENTS,
  columns: (words) => sql`${ASSIGNMENTS.columns(words)}, portions`,
  item: (row) => ({
    ...ASSIGNMENTS.item(row),
    portions: row.portions === null ? null : String(row.portions),
  }),
};

export const PORTIONS: Table<KeptPortions> = {
  name: word('abtest_portions'),
  columns: (words) =>
    word(`scope, experiment, id, definition, ${words.milliseconds('since')} as milliseconds`),
  item: (row) => ({
    scope: String(row.scope),
    experiment: String(row.experiment),
    id: String(row.id),
    definition: String(row.definition),
    since: new Date(Number(row.milliseconds)),
  }),
};

export const EXPOSURES: KeyedTable<Exposure> = {
  name: word('abtest_exposure'),
  key: ['scope', 'experiment', 'learner', 'context'],
  moment: 'exposed_at',
  counter: 'exposure',
  columns: (words) =>
    word(
      `scope, experiment, learner, context, group_name, ${words.milliseconds('exposed_at')} as exposed_at`,
    ),
  item: (row) => ({
    ...grouped(row),
    context: String(row.context),
    at: new Date(Number(row.exposed_at)),
  }),
};

export const OUTCOMES: SortedTable<Outcome> = {
  name: word('abtest_outcome'),
  key: ['scope', 'name', 'learner', 'happened_at', 'value'],
  cell: (row, column) => {
    if (column === 'happened_at') return new Date(Number(row.milliseconds));
    return column === 'value' ? Number(row.value) : String(row[column]);
  },
  // Not named as its column: PostgreSQL orders by the names of the result, and would not use the key.
  columns: (words) =>
    word(`scope, name, learner, value, ${words.milliseconds('happened_at')} as milliseconds`),
  item: (row) => ({
    scope: String(row.scope),
    name: String(row.name),
    learner: String(row.learner),
    value: Number(row.value),
    at: new Date(Number(row.milliseconds)),
  }),
};

export const ENDINGS: Table<ExperimentEnding> = {
  name: word('abtest_ending'),
  columns: (words) => word(`scope, experiment, group_name, ${words.milliseconds('ended_at')} as ended_at`),
  item: (row) => ({
    scope: String(row.scope),
    experiment: String(row.experiment),
    group: String(row.group_name),
    endedAt: new Date(Number(row.ended_at)),
  }),
};

function grouped(row: SqlRow) {
  return {
    scope: String(row.scope),
    experiment: String(row.experiment),
    learner: String(row.learner),
    group: String(row.group_name),
  };
}

const SAVED = (words: SqlWords) =>
  `id, ${words.milliseconds('created')} as created, ${words.milliseconds('modified')} as modified,
   experiment_id, name, content`;

export const KEY_VALUES: Table<ExperimentKeyValue> = {
  name: word('abtest_key_value'),
  columns: (words) => word(`${SAVED(words)}, version`),
  item: (row) => ({ ...saved(row), version: Number(row.version) }),
};

export const DATA: Table<ExperimentData> = {
  name: word('abtest_data'),
  columns: (words) => word(`${SAVED(words)}, version, learner`),
  item: (row) => ({ ...saved(row), version: Number(row.version), user: String(row.learner) }),
};

export const HISTORY: Table<HistoricalExperimentKeyValue> = {
  name: word('abtest_key_value_history'),
  columns: (words) =>
    word(`${SAVED(words)}, history_id, ${words.milliseconds('history_date')} as history_date,
      history_type, history_user, history_change_reason`),
  item: (row) => ({
    history_id: Number(row.history_id),
    history_date: new Date(Number(row.history_date)),
    history_type: row.history_type as HistoricalExperimentKeyValue['history_type'],
    history_user: row.history_user as string | null,
    history_change_reason: row.history_change_reason as string | null,
    ...saved(row),
  }),
};

function saved(row: SqlRow) {
  return {
    id: Number(row.id),
    created: new Date(Number(row.created)),
    modified: new Date(Number(row.modified)),
    experiment_id: Number(row.experiment_id),
    key: String(row.name),
    value: String(row.content),
  };
}
