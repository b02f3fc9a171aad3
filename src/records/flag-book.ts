/** The log of flags and overrides: rows are added, never changed, and no concurrent change is lost. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { parseCourseKey } from '../flags/course-key.js';
import { type FlagDefinition, NEW_FLAG, type OverrideChoice } from '../flags/flag-settings.js';
import type { DataStore, FlagRow, OverrideRow } from '../storage/store.js';
import { type ChangedBy, clockOf, type RecordsOptions } from './records.js';

/** Tries before a write that keeps losing to concurrent writers fails. */
const MOST_TRIES = 20;

export interface OverrideInput {
  readonly waffle_flag: string;
  /** A course key as a string, or an org: exactly one of the two. */
  readonly course_id?: string;
  readonly org?: string;
  /** `unset` removes the override: the row is stored as not enabled. */
  readonly choice: OverrideChoice | 'unset';
  readonly note?: string;
}

/**
 * Reads and writes the flags and overrides of a store; each write adds a row, and the newest row is the current one.
 * @example
 * const book = new FlagBook(store.data);
 * await book.change('experiments.video', { everyone: true }, { user: 'root', reason: 'launch' });
 * console.log((await book.get('experiments.video'))?.everyone); // → true
 */
export class FlagBook {
  readonly #store: DataStore;
  readonly #now: () => Date;

  constructor(store: DataStore, options: RecordsOptions = {}) {
    this.#store = store;
    this.#now = clockOf('FlagBook', options);
  }

  /** The current flag, or `null` for one that was never saved or was deleted. */
  async get(name: string): Promise<FlagDefinition | null> {
    return (await this.#store.flagRows(name))[0]?.definition ?? null;
  }

  /**
   * Changes a flag, or creates it; a function receives the current flag, and may be called more than once when there
   * are concurrent writers.
   */
  change(
    name: string,
    change: Partial<FlagDefinition> | ((before: FlagDefinition) => FlagDefinition),
    by: ChangedBy = {},
  ): Promise<FlagRow> {
    const next =
      typeof change === 'function' ? change : (before: FlagDefinition) => ({ ...before, ...change });
    return this.#save(name, (before) => next(before ?? NEW_FLAG), by);
  }

  /** Deletes a flag; its rows are kept. `null` when there was none. */
  async delete(name: string, by: ChangedBy = {}): Promise<FlagRow | null> {
    if ((await this.get(name)) === null) return null;
    return this.#save(name, () => null, by);
  }

  /**
   * Overrides a flag for a course or an org.
   * @throws AbtestError `bad-argument` when neither or both are given, and for an invalid course key
   */
  override(
    { waffle_flag, course_id, org, choice, note = '' }: OverrideInput,
    by: ChangedBy = {},
  ): Promise<OverrideRow> {
    if ((course_id === undefined) === (org === undefined)) {
      throw new AbtestError('bad-argument', 'An override needs either a course or an org');
    }
    const target = course_id === undefined ? org! : courseText(course_id);
    const scope = course_id === undefined ? 'org' : 'course';
    const row = {
      waffle_flag,
      scope,
      target,
      override_choice: choice === 'unset' ? 'on' : choice,
      note,
    } as const;
    return this.#store.saveOverride({ ...row, enabled: choice !== 'unset' }, { ...by, at: this.#now() });
  }

  /** The rows of a flag, or of all flags, newest first. */
  history(name?: string): Promise<FlagRow[]> {
    return this.#store.flagRows(name);
  }

  overrides(name?: string): Promise<OverrideRow[]> {
    return this.#store.overrideRows(name);
  }

  async #save(
    name: string,
    next: (before: FlagDefinition | null) => FlagDefinition | null,
    by: ChangedBy,
  ): Promise<FlagRow> {
    for (let tries = 1; ; tries += 1) {
      const [last] = await this.#store.flagRows(name);
      const definition = next(last?.definition ?? null);
      try {
        return await this.#store.saveFlag({ name, definition }, last?.id ?? null, { ...by, at: this.#now() });
      } catch (error) {
        if (!(error instanceof AbtestError && error.code === 'conflict') || tries === MOST_TRIES) throw error;
      }
    }
  }
}

function courseText(text: string): string {
  try {
    return parseCourseKey(text).text;
  } catch (cause) {
    throw new AbtestError('bad-argument', (cause as Error).message, {
      hint: 'Write course-v1:org+course+run or org/course/run.',
      cause,
    });
  }
}
