/** One moment's picture of the flags, their overrides and the enrolment windows: read only, asked by name. */
import { ENROLLMENT_END, ENROLLMENT_START, type EnrollmentWindow, NO_WINDOW, readWindow } from './window.js';

/** A flag as Open edX's waffle has it. */
export interface FlagDefinition {
  /** On or off for everyone; `null` leaves it to the rest. */
  readonly everyone: boolean | null;
  /** Of browsers, 0 to 99.9 with one decimal. */
  readonly percent: number | null;
  readonly testing: boolean;
  readonly superusers: boolean;
  readonly staff: boolean;
  readonly authenticated: boolean;
  readonly languages: readonly string[];
  readonly rollout: boolean;
  readonly note: string;
  /** Usernames. */
  readonly users: readonly string[];
  /** Names of groups. */
  readonly groups: readonly string[];
}

/** A flag as it is created: on for superusers only, as in Open edX. */
export const NEW_FLAG: FlagDefinition = {
  everyone: null,
  percent: null,
  testing: false,
  superusers: true,
  staff: false,
  authenticated: false,
  languages: [],
  rollout: false,
  note: '',
  users: [],
  groups: [],
};

export type OverrideChoice = 'on' | 'off';
/** The answer of an override layer; `unset` leaves it to the next one. */
type OverrideValue = OverrideChoice | 'unset';

export interface CurrentOverride {
  readonly waffle_flag: string;
  readonly scope: 'course' | 'org';
  /** A course key, or an org. */
  readonly target: string;
  readonly override_choice: OverrideChoice;
  /** A row that is not enabled counts as unset. */
  readonly enabled: boolean;
}

export interface FlagSettingsOptions {
  /** The answer for a flag that has no row; waffle's WAFFLE_FLAG_DEFAULT. Default false. */
  readonly flagDefault?: boolean;
  /** Whether `?<flag>=1` in the query beats everything; waffle's WAFFLE_OVERRIDE. Default false. */
  readonly queryOverride?: boolean;
}

export interface StoredFlagSettings {
  /** Rises with every change. */
  readonly version: number;
  readonly flags: readonly { readonly name: string; readonly definition: FlagDefinition }[];
  /** The newest of each flag, scope and target. */
  readonly overrides: readonly CurrentOverride[];
  /** The `enrollment_…` rows; others may be among them. */
  readonly keyValues: readonly {
    readonly experiment_id: number;
    readonly key: string;
    readonly value: string;
  }[];
}

/** How many answers a picture remembers; course keys come from requests, so somebody could make them up. */
const MOST_REMEMBERED = 10_000;

export class FlagSettings {
  readonly version: number;
  readonly flagDefault: boolean;
  readonly queryOverride: boolean;
  readonly #flags: ReadonlyMap<string, FlagDefinition>;
  readonly #overrides: ReadonlyMap<string, CurrentOverride>;
  readonly #windows = new Map<number, EnrollmentWindow>();
  readonly #remembered = new WeakMap<object, Map<string, unknown>>();

  constructor(stored: Partial<StoredFlagSettings> = {}, options: FlagSettingsOptions = {}) {
    this.version = stored.version ?? 0;
    this.flagDefault = options.flagDefault ?? false;
    this.queryOverride = options.queryOverride ?? false;
    this.#flags = new Map((stored.flags ?? []).map(({ name, definition }) => [name, definition]));
    const overrides = (stored.overrides ?? []).map(
      (one) => [nameOf(one.waffle_flag, one.scope, one.target), one] as const,
    );
    this.#overrides = new Map(overrides);
    const values = new Map<number, Map<string, string>>();
    for (const { experiment_id, key, value } of stored.keyValues ?? []) {
      values.set(experiment_id, (values.get(experiment_id) ?? new Map()).set(key, value));
    }
    for (const [id, of] of values)
      this.#windows.set(id, readWindow(of.get(ENROLLMENT_START), of.get(ENROLLMENT_END)));
  }

  flag(name: string): FlagDefinition | null {
    return this.#flags.get(name) ?? null;
  }

  /** `target` is a course key or an org; empty names have no override. */
  override(flag: string, scope: 'course' | 'org', target: string): OverrideValue {
    const found = this.#overrides.get(nameOf(flag, scope, target));
    return found?.enabled && flag !== '' && target !== '' ? found.override_choice : 'unset';
  }

  /** Where the flag is forced on, in order of the targets' UTF-16. */
  forcedOn(flag: string, scope: 'course' | 'org'): string[] {
    return [...this.#overrides.values()]
      .filter(
        (one) =>
          one.waffle_flag === flag && one.scope === scope && one.enabled && one.override_choice === 'on',
      )
      .map(({ target }) => target)
      .sort();
  }

  window(experimentId: number): EnrollmentWindow {
    return this.#windows.get(experimentId) ?? NO_WINDOW;
  }

  /** What was worked out from this picture for an asker and a name; `work` runs when it was not yet. */
  remember<T>(asker: object, name: string, work: () => T): T {
    let answers = this.#remembered.get(asker);
    if (answers === undefined) {
      answers = new Map();
      this.#remembered.set(asker, answers);
    }
    const known = answers.get(name);
    if (known !== undefined) return known as T;
    const answer = work();
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    answers.set(name, answer);
    return answer;
  }
}

/** NUL is in no name that a store takes. */
function nameOf(flag: string, scope: string, target: string): string {
  return `${scope}\0${flag}\0${target}`;
}
