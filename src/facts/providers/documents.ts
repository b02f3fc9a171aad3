/** What the documents of fact rows mean. They were checked when they were read from a file. */
import type { CourseKey } from '../../flags/course-key.js';
import type { FactRow } from '../../storage/store.js';
import type {
  CourseMode,
  CourseRecord,
  DeadlineConfig,
  DurationLimit,
  Enrolment,
  Entitlement,
  Program,
  Schedule,
  UserFacts,
} from '../facts.js';
import { type Moment, readMoment } from '../moment.js';
import type { Fields } from '../tables/columns.js';

function fieldsOf({ document }: FactRow): Fields {
  return JSON.parse(document ?? '{}') as Fields;
}

function momentIn(text: string | null | undefined): Moment | null {
  return text === null || text === undefined ? null : readMoment(text);
}

export function userOf(row: FactRow): UserFacts {
  const { user_id, email, is_active } = fieldsOf(row);
  return {
    username: row.learner,
    id: user_id === null || user_id === undefined ? null : Number(user_id),
    ...(email !== null && email !== undefined && { email }),
    isActive: is_active === 'true',
    isAuthenticated: true,
  };
}

export function courseOf(row: FactRow): CourseRecord {
  const { display_name, start, end, pacing, cosmetic_price, weeks_to_complete } = fieldsOf(row);
  return {
    key: row.course,
    displayName: display_name ?? null,
    start: momentIn(start),
    end: momentIn(end),
    isSelfPaced: pacing === 'self_paced',
    cosmeticPrice: cosmetic_price ?? null,
    weeksToComplete: weeks_to_complete ? Number(weeks_to_complete) : null,
  };
}

/** In the order of the file. */
export function modesOf(rows: readonly FactRow[]): CourseMode[] {
  return inOrder(rows.map(fieldsOf)).map((fields) => ({
    slug: fields.slug!,
    name: fields.name!,
    price: fields.price!,
    currency: fields.currency!,
    expires: momentIn(fields.expires),
    sku: fields.sku ?? null,
  }));
}

export function enrolmentOf(row: FactRow): Enrolment {
  const { mode, is_active, created } = fieldsOf(row);
  return {
    username: row.learner,
    courseKey: row.course,
    mode: mode!,
    isActive: is_active === 'true',
    created: readMoment(created!)!,
  };
}

export function entitlementOf(row: FactRow): Entitlement {
  const { mode, expired } = fieldsOf(row);
  return { courseUuid: row.item, mode: mode!, expired: momentIn(expired) };
}

export function scheduleOf(row: FactRow): Schedule {
  const { start, upgrade_deadline } = fieldsOf(row);
  return { start: momentIn(start), upgradeDeadline: momentIn(upgrade_deadline) };
}

/** The programs that hold a course, in the order of the file. */
export function programsWith(rows: readonly FactRow[], key: string): Program[] {
  const all = rows.map(({ document }) => JSON.parse(document!) as { position: number; program: Program });
  return all
    .sort((a, b) => a.position - b.position)
    .map(({ program }) => program)
    .filter(({ courses }) =>
      (courses ?? []).some(({ course_runs }) => (course_runs ?? []).some((run) => run.key === key)),
    );
}

/** Those of the settings that apply to a course. */
export function limitsOf(rows: readonly FactRow[], { text, org, course }: CourseKey): DurationLimit[] {
  const targets = { global: null, site: null, org, course: `${org}+${course}`, run: text };
  return rows.map(fieldsOf).flatMap(({ scope, target, enabled, enabled_as_of }) => {
    const wanted = targets[scope as DurationLimit['scope']];
    if (wanted !== null && wanted !== target) return [];
    return [
      {
        scope: scope as DurationLimit['scope'],
        enabled: enabled === null || enabled === undefined ? null : enabled === 'true',
        enabledAsOf: momentIn(enabled_as_of),
      },
    ];
  });
}

export function deadlinesOf(rows: readonly FactRow[], { text, org }: CourseKey): DeadlineConfig {
  const all = rows.map(fieldsOf);
  const choice = (scope: string, target: string): 'in' | 'out' | null => {
    const row = all.find((each) => each.scope === scope && each.target === target);
    if (row?.enabled !== 'true') return null;
    return row.opt_out === 'true' ? 'out' : 'in';
  };
  return {
    enabled: all.some(({ scope, enabled }) => scope === 'global' && enabled === 'true'),
    org: choice('org', org),
    course: choice('course', text),
  };
}

function inOrder(fields: readonly Fields[]): Fields[] {
  return [...fields].sort((a, b) => Number(a.position) - Number(b.position));
}
