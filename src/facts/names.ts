/** The names of the facts: what an answer calls unknown, and the kinds under which stores keep rows. */

export const FACT_NAMES = [
  'user',
  'course',
  'modes',
  'enrolments',
  'entitlements',
  'programs',
  'schedule',
  'staff_access',
  'forum_roles',
  'duration_limits',
  'upgrade_deadlines',
  'partition_groups',
] as const;

/** `partition_groups` comes from assignments and the course, not from a provider. */
export type FactName = (typeof FACT_NAMES)[number];

/** The kinds of rows. */
export type FactKind = Exclude<FactName, 'partition_groups'>;

/** The kind of the rows that say which other kinds were imported: there, no row means that there is nothing. */
export const IMPORTED = 'imported';
