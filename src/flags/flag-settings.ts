/** A snapshot of the flags, their overrides and the enrolment windows: read-only, looked up by name. */
import { requireKnownOptions } from '../diagnostics/options.js';
import { ENROLLMENT_END, ENROLLMENT_START, type EnrollmentWindow, NO_WINDOW, readWindow } from './window.js';

/** A flag as stored by Open edX's waffle. */
export interface FlagDefinition {
  /** On or off for everyone; `null` leaves the decision to the other rules. */
  readonly everyone: boolean | null;
  /** Percentage of browsers, 0 to 99.9 with one decimal. */
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

/** The initial values of a flag: on for superusers only, as in Open edX. */
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
/** The value of an override layer; `unset` leaves the decision to the next layer. */
export type OverrideValue = OverrideChoice | 'unset';

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
  /** The value of a flag that has no row; waffle's WAFFLE_FLAG_DEFAULT. Default false. */
  readonly flagDefault?: boolean;
  /** Whether `?<flag>=1` in the query overrides everything; waffle's WAFFLE_OVERRIDE. Default false. */
  readonly queryOverride?: boolean;
}

export interface StoredFlagSettings {
  /** Increases with every change. */
  readonly version: number;
  readonly flags: readonly { readonly name: string; readonly definition: FlagDefinition }[];
  /** The newest override of each flag, scope and target. */
  readonly overrides: readonly CurrentOverride[];
  /** The `enrollment_…` rows; other rows are ignored. */
  readonly keyValues: readonly {
    readonly experiment_id: number;
    readonly key: string;
    readonly value: string;
  }[];
}

/** The most results that a snapshot caches: course keys come from requests, so clients could invent any number. */
const MOST_REMEMBERED = 10_000;

const STORED = { version: true, flags: true, overrides: true, keyValues: true } as const;
const OPTIONS = { flagDefault: true, queryOverride: true } as const;

/** A read-only snapshot of all flags, overrides and enrolment windows; `FlagSource` makes them from a store. */
export class FlagSettings {
  readonly version: number;
  readonly flagDefault: boolean;
  readonly queryOverride: boolean;
  readonly #flags: ReadonlyMap<string, FlagDefinition>;
  readonly #overrides: ReadonlyMap<string, CurrentOverride>;
  readonly #windows = new Map<number, EnrollmentWindow>();
  readonly #remembered = new WeakMap<object, Map<string, unknown>>();

  /** @throws AbtestError `bad-argument` for a key or an option that does not exist */
  constructor(stored: Partial<StoredFlagSettings> = {}, options: FlagSettingsOptions = {}) {
    requireKnownOptions('FlagSettings, in what is stored,', stored, STORED);
    requireKnownOptions('FlagSettings', options, OPTIONS);
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

  /** The flags that are defined, and those with an override in force, ordered by UTF-16 code units. */
  get names(): string[] {
    const overridden = [...this.#overrides.values()].filter(({ enabled }) => enabled);
    return [...new Set([...this.#flags.keys(), ...overridden.map((one) => one.waffle_flag)])].sort();
  }

  /** `target` is a course key or an org; empty names have no override. */
  override(flag: string, scope: 'course' | 'org', target: string): OverrideValue {
    const found = this.#overrides.get(nameOf(flag, scope, target));
    return found?.enabled && flag !== '' && target !== '' ? found.override_choice : 'unset';
  }

  /** The targets on which the flag is forced on, ordered by UTF-16 code units. */
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

  /** The cached result for an asker and a name; computed by `work` the first time. */
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

/** Joined by NUL, which no stored name contains. */
function nameOf(flag: string, scope: string, target: string): string {
  return `${scope}\0${flag}\0${target}`;
}
