/** The tables of facts: the file of each, its columns, and under which key its rows are kept. */
import type { FactKey } from '../../storage/store.js';
import type { FactKind } from '../names.js';
import type { Column, Fields } from './columns.js';

export interface FactTable {
  readonly kind: FactKind;
  readonly file: string;
  readonly columns: readonly Column[];
  key(fields: Fields): Omit<FactKey, 'kind'>;
  /** Another name by which rows are found. */
  alias?(fields: Fields): string | null;
}

const username: Column = { name: 'username', type: 'private' };
const courseKey: Column = { name: 'course_key', type: 'course' };
const optional = (name: string, type: Column['type'], otherwise: string | null = null): Column => ({
  name,
  type,
  otherwise,
});

const ofLearner = ({ username: learner, course_key: course }: Fields, item = '') => ({
  learner: learner!,
  course: course ?? '',
  item,
});
const ofCourse = ({ course_key: course }: Fields, item = '') => ({ learner: '', course: course!, item });
const ofScope = ({ scope, target }: Fields) => ({
  learner: '',
  course: '',
  item: `${scope}:${target ?? ''}`,
});

export const TABLES: readonly FactTable[] = [
  {
    kind: 'user',
    file: 'users.csv',
    columns: [
      username,
      optional('user_id', 'whole'),
      optional('email', 'private'),
      optional('is_active', 'flag', 'true'),
    ],
    key: (fields) => ofLearner(fields),
    alias: ({ email }) => email ?? null,
  },
  {
    kind: 'course',
    file: 'courses.csv',
    columns: [
      courseKey,
      optional('display_name', 'text'),
      optional('start', 'moment'),
      optional('end', 'moment'),
      optional('pacing', ['self_paced', 'instructor_paced'], 'instructor_paced'),
      optional('cosmetic_price', 'price'),
      optional('weeks_to_complete', 'whole'),
    ],
    key: (fields) => ofCourse(fields),
  },
  {
    kind: 'modes',
    file: 'modes.csv',
    columns: [
      courseKey,
      { name: 'slug', type: 'text' },
      { name: 'name', type: 'text' },
      { name: 'price', type: 'price' },
      optional('currency', 'text', 'usd'),
      optional('expires', 'moment'),
      optional('sku', 'text'),
    ],
    key: (fields) => ofCourse(fields, `${fields.slug}:${fields.currency}`),
  },
  {
    kind: 'enrolments',
    file: 'enrolments.csv',
    columns: [
      username,
      courseKey,
      { name: 'mode', type: 'text' },
      optional('is_active', 'flag', 'true'),
      { name: 'created', type: 'moment' },
    ],
    key: (fields) => ofLearner(fields),
  },
  {
    kind: 'entitlements',
    file: 'entitlements.csv',
    columns: [
      username,
      { name: 'course_uuid', type: 'text' },
      { name: 'mode', type: 'text' },
      optional('expired', 'moment'),
    ],
    key: (fields) => ofLearner(fields, fields.course_uuid!),
  },
  {
    kind: 'schedule',
    file: 'schedules.csv',
    columns: [username, courseKey, optional('start', 'moment'), optional('upgrade_deadline', 'moment')],
    key: (fields) => ofLearner(fields),
  },
  {
    kind: 'staff_access',
    file: 'course-staff.csv',
    columns: [username, { name: 'course_key', type: 'courses' }],
    key: (fields) => ofLearner(fields),
  },
  {
    kind: 'forum_roles',
    file: 'forum-roles.csv',
    columns: [username, courseKey, { name: 'role', type: 'text' }],
    key: (fields) => ofLearner(fields, fields.role!),
  },
  {
    kind: 'duration_limits',
    file: 'duration-limits.csv',
    columns: [
      { name: 'scope', type: ['global', 'site', 'org', 'course', 'run'] },
      optional('target', 'text'),
      optional('enabled', 'flag'),
      optional('enabled_as_of', 'moment'),
    ],
    key: ofScope,
  },
  {
    kind: 'upgrade_deadlines',
    file: 'upgrade-deadlines.csv',
    columns: [
      { name: 'scope', type: ['global', 'org', 'course'] },
      optional('target', 'text'),
      optional('enabled', 'flag', 'true'),
      optional('opt_out', 'flag', 'false'),
    ],
    key: ofScope,
  },
];

/** The one table that is JSON: the programs of the catalogue as it exports them. */
export const PROGRAMS_FILE = 'programs.json';
