/** Facts out of rows, wherever those are kept: a folder of files that was read, or a store. */
import { type CourseKey, parseCourseKey } from '../../flags/course-key.js';
import type { FactRow, FactStore } from '../../storage/store.js';
import { type Fact, knownFact, type LearnerFacts, UNKNOWN_FACT } from '../facts.js';
import { type FactKind, IMPORTED } from '../names.js';
import { EVERY_COURSE } from '../tables/columns.js';
import {
  courseOf,
  deadlinesOf,
  enrolmentOf,
  entitlementOf,
  limitsOf,
  modesOf,
  programsWith,
  scheduleOf,
  userOf,
} from './documents.js';

/** A kind that was never imported is unknown; of one that was, what has no row is not there. */
export class RowFacts implements LearnerFacts {
  readonly #rows: Pick<FactStore, 'rows'>;

  constructor(rows: Pick<FactStore, 'rows'>) {
    this.#rows = rows;
  }

  user(nameOrEmail: string) {
    const filter = nameOrEmail.includes('@') ? { alias: nameOrEmail } : { learner: nameOrEmail };
    return this.#ask('user', filter, ([row]) => (row === undefined ? null : userOf(row)));
  }

  course(key: string) {
    return this.#ask('course', { learner: '', course: key }, ([row]) =>
      row === undefined ? null : courseOf(row),
    );
  }

  modes(key: string) {
    return this.#ask('modes', { learner: '', course: key }, modesOf);
  }

  enrolments(username: string) {
    return this.#ask('enrolments', { learner: username }, (rows) => rows.map(enrolmentOf));
  }

  entitlements(username: string) {
    return this.#ask('entitlements', { learner: username }, (rows) => rows.map(entitlementOf));
  }

  programs(key: string) {
    return this.#ask('programs', { learner: '' }, (rows) => programsWith(rows, key));
  }

  schedule(username: string, key: string) {
    const filter = { learner: username, course: key };
    return this.#ask('schedule', filter, ([row]) => (row === undefined ? null : scheduleOf(row)));
  }

  staffAccess(username: string, key: string) {
    return this.#ask('staff_access', { learner: username }, (rows) =>
      rows.some(({ course }) => course === key || course === EVERY_COURSE),
    );
  }

  forumRoles(username: string, key: string) {
    return this.#ask('forum_roles', { learner: username, course: key }, (rows) =>
      rows.map(({ item }) => item),
    );
  }

  durationLimits(key: string) {
    return this.#ask('duration_limits', { learner: '' }, (rows) => limitsOf(rows, keyOf(key)));
  }

  deadlineConfig(key: string) {
    return this.#ask('upgrade_deadlines', { learner: '' }, (rows) => deadlinesOf(rows, keyOf(key)));
  }

  async close(): Promise<void> {
    // The rows are closed by their owner.
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #ask<T>(
    kind: FactKind,
    filter: { readonly alias: string } | { readonly learner: string; readonly course?: string },
    read: (rows: readonly FactRow[]) => T,
  ): Promise<Fact<T>> {
    const rows = await this.#rows.rows({ kind, ...filter });
    if (rows.length === 0 && !(await this.#isImported(kind))) return UNKNOWN_FACT;
    return knownFact(read(rows));
  }

  async #isImported(kind: FactKind): Promise<boolean> {
    const imported = await this.#rows.rows({ kind: IMPORTED, learner: '' });
    return imported.some(({ item }) => item === kind);
  }
}

function keyOf(text: string): CourseKey {
  return parseCourseKey(text);
}
