/** SQL for exposures and grades in a database: counts, means and variances of the groups, from which effects follow. */

import { type SqlDialect, sqlPath, sqlString } from '../bucketing/sql.js';
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';

export interface ExposuresSqlOptions {
  readonly dialect: SqlDialect;
  readonly scope: string;
  /** The stored key. */
  readonly experiment: string;
  /** A table or query with a learner and a grade. */
  readonly grades: { readonly table: string; readonly learner: string; readonly grade: string };
  /** A table with the columns of `exposures export`: scope, experiment, learner, context, group. */
  readonly exposures: string;
}

const OPTIONS = { dialect: true, scope: true, experiment: true, grades: true, exposures: true } as const;

const CASTS: Readonly<Record<SqlDialect, (column: string) => string>> = {
  postgres: (column) => `${column}::double precision`,
  duckdb: (column) => `cast(${column} as double)`,
};

/**
 * A query with a row for each group: learners who were shown it, those of them with a grade, and mean and standard
 * deviation of the grade. A learner with more than one group is left out. From two rows follows Welch's interval.
 * @throws RangeError for an empty name, or one with a NUL character
 * @example
 * exposuresSql({ dialect: 'duckdb', scope: 'course-v1:a+b+c', experiment: 'Tone', exposures: 'exposures',
 *   grades: { table: 'grades', learner: 'username', grade: 'grade' } });
 */
export function exposuresSql(options: ExposuresSqlOptions): string {
  requireKnownOptions('exposuresSql', options, OPTIONS);
  const { dialect, scope, experiment, grades, exposures } = options;
  requireOneOf('dialect', dialect ?? null, Object.keys(CASTS));
  const grade = CASTS[dialect](`g.${sqlPath(grades.grade)}`);
  return `with shown as (
  select learner, min("group") as "group"
  from ${sqlPath(exposures.split('.'))}
  where scope = ${sqlString(scope, dialect)} and experiment = ${sqlString(experiment, dialect)}
  group by learner
  having count(distinct "group") = 1
)
select shown."group", count(*) as learners, count(${grade}) as with_grade,
  avg(${grade}) as mean, stddev_samp(${grade}) as standard_deviation
from shown left join ${sqlPath(grades.table.split('.'))} as g on g.${sqlPath(grades.learner)} = shown.learner
group by shown."group"
order by shown."group"
`;
}
