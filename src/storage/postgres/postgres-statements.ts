/** Assignments and exposures in PostgreSQL: multi-row statements, whose columns are passed as arrays. */
import type { SqlRow } from '../sql/sql-engine.js';
import { joined, type Sql, sql, word } from '../sql/statement.js';
import { ASSIGNMENTS, type KeyedTable } from '../sql/tables.js';
import type {
  AssignmentKey,
  ExperimentKey,
  Exposure,
  KeptPortions,
  NewAssignment,
  Outcome,
} from '../store.js';
import { POSTGRES_WORDS } from './postgres-engine.js';

const COLUMNS = ASSIGNMENTS.columns(POSTGRES_WORDS);

export function peekOne({ scope, experiment, learner }: AssignmentKey): Sql {
  return sql`select ${COLUMNS} from abtest_assignment
    where scope = ${scope} and experiment = ${experiment} and learner = ${learner}`;
}

export function peekMany(keys: readonly AssignmentKey[]): Sql {
  return sql`select ${COLUMNS} from unnest(${keysOf(keys)}) as asked (scope, experiment, learner)
    join abtest_assignment using (scope, experiment, learner)`;
}

/** Returns the keys of the rows that were inserted. */
export function claimMany(rows: readonly NewAssignment[]): Sql {
  return sql`insert into abtest_assignment (scope, experiment, learner, group_name, strategy, assigned_at, portions)
    select given.a, given.b, given.c, given.d, given.e, given.f, nullif(given.g, '') from unnest(${keysOf(rows)}, ${rows.map(({ group }) => group)}::text[],
    ${rows.map(({ strategy }) => strategy)}::text[],
    ${rows.map(({ assignedAt }) => assignedAt.toISOString())}::timestamptz[],
    ${rows.map(({ portions }) => portions ?? '')}::text[]) as given (a, b, c, d, e, f, g)
    on conflict do nothing returning scope, experiment, learner`;
}

/** Returns the keys of the rows that were inserted. */
export function exposeMany(rows: readonly Exposure[]): Sql {
  return sql`insert into abtest_exposure (scope, experiment, learner, context, group_name, exposed_at)
    select * from unnest(${keysOf(rows)}, ${rows.map(({ context }) => context)}::text[],
    ${rows.map(({ group }) => group)}::text[], ${rows.map(({ at }) => at.toISOString())}::timestamptz[])
    on conflict do nothing returning scope, experiment, learner, context`;
}

export function recordOutcomes(rows: readonly Outcome[]): Sql {
  return sql`insert into abtest_outcome (scope, name, learner, happened_at, value)
    select * from unnest(${rows.map(({ scope }) => scope)}::text[], ${rows.map(({ name }) => name)}::text[],
    ${rows.map(({ learner }) => learner)}::text[], ${rows.map(({ at }) => at.toISOString())}::timestamptz[],
    ${rows.map(({ value }) => String(value))}::float8[])
    on conflict do nothing`;
}

export function keepPortions(portions: readonly KeptPortions[]): Sql {
  return sql`insert into abtest_portions (scope, experiment, id, definition, since)
    select * from unnest(${portions.map(({ scope }) => scope)}::text[],
    ${portions.map(({ experiment }) => experiment)}::text[], ${portions.map(({ id }) => id)}::text[],
    ${portions.map(({ definition }) => definition)}::text[],
    ${portions.map(({ since }) => since.toISOString())}::timestamptz[])
    on conflict do nothing`;
}

/** Returns a row if the assignment was in the group. It is numbered anew when it is next read as a stream. */
export function reassignFrom(fromGroup: string, next: NewAssignment): Sql {
  const { scope, experiment, learner, group, strategy, assignedAt, portions = null } = next;
  return sql`update abtest_assignment
    set group_name = ${group}, strategy = ${strategy}, assigned_at = ${assignedAt}, portions = ${portions},
      position = null
    where scope = ${scope} and experiment = ${experiment} and learner = ${learner}
    and group_name = ${fromGroup} returning 1`;
}

export function forgetLearner(learner: string): Sql {
  return sql`with assignments as (delete from abtest_assignment where learner = ${learner} returning 1),
    exposures as (delete from abtest_exposure where learner = ${learner} returning 1),
    outcomes as (delete from abtest_outcome where learner = ${learner} returning 1)
    select (select count(*) from assignments)::int as assignments,
    (select count(*) from exposures)::int as exposures,
    (select count(*) from outcomes)::int as outcomes`;
}

export function countGroups({ scope, experiment }: ExperimentKey): Sql {
  return sql`select group_name, count(*)::float8 as count from abtest_assignment
    where scope = ${scope} and experiment = ${experiment} group by group_name`;
}

/** Gives rows their positions with one statement. */
export function allAtOnce<Item>(
  { name, key }: KeyedTable<Item>,
  rows: readonly SqlRow[],
  first: number,
): Sql[] {
  const columns = key.map((column) => sql`${rows.map((row) => String(row[column]))}::text[]`);
  const positions = rows.map((_, index) => String(first + index));
  const same = key.map((column) => word(`stored.${column} = fresh.${column}`));
  return [
    sql`update ${name} as stored set position = fresh.position
      from unnest(${joined(columns, ', ')}, ${positions}::bigint[]) as fresh (${word(key.join(', '))}, position)
      where ${joined(same, ' and ')}`,
  ];
}

function keysOf(keys: readonly AssignmentKey[]): Sql {
  return sql`${keys.map(({ scope }) => scope)}::text[], ${keys.map(({ experiment }) => experiment)}::text[],
    ${keys.map(({ learner }) => learner)}::text[]`;
}
