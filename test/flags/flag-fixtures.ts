/** Flags, users and requests for the tests of flags, in few words. */
import {
  type BucketedEvent,
  FlagContext,
  type FlagRequest,
  type FlagServices,
} from '../../src/flags/flag-request.js';
import {
  type CurrentOverride,
  type FlagDefinition,
  FlagSettings,
  type FlagSettingsOptions,
  NEW_FLAG,
} from '../../src/flags/flag-settings.js';

export const USER = { id: 7, username: 'bob' };
export const STAFF = { id: 8, username: 'staff', is_staff: true };
export const SUPERUSER = { id: 9, username: 'root', is_superuser: true };

export interface Given {
  /** `true` and `false` are flags for everyone, or for nobody. */
  readonly flags?: Readonly<Record<string, boolean | Partial<FlagDefinition>>>;
  readonly overrides?: readonly (readonly [
    flag: string,
    target: string,
    choice: 'on' | 'off' | 'disabled',
  ])[];
  readonly window?: { readonly start?: string; readonly end?: string };
  readonly experimentId?: number;
}

export function settings(given: Given = {}, options: FlagSettingsOptions = {}): FlagSettings {
  const experiment_id = given.experimentId ?? 0;
  const { start, end } = given.window ?? {};
  return new FlagSettings(
    {
      flags: Object.entries(given.flags ?? {}).map(([name, one]) => ({
        name,
        definition: { ...NEW_FLAG, ...(typeof one === 'boolean' ? { everyone: one } : one) },
      })),
      overrides: (given.overrides ?? []).map(override),
      keyValues: [
        ...(start === undefined ? [] : [{ experiment_id, key: 'enrollment_start', value: start }]),
        ...(end === undefined ? [] : [{ experiment_id, key: 'enrollment_end', value: end }]),
      ],
    },
    options,
  );
}

function override([waffle_flag, target, choice]: readonly [string, string, string]): CurrentOverride {
  const scope = /[:/]/.test(target) ? 'course' : 'org';
  return {
    waffle_flag,
    scope,
    target,
    override_choice: choice === 'off' ? 'off' : 'on',
    enabled: choice !== 'disabled',
  };
}

/** The context of a logged-in user with a session and a site, and the events that were sent. */
export function request(
  given: Given | FlagSettings,
  change: Partial<FlagRequest> = {},
  services: FlagServices = {},
): { context: FlagContext; events: BucketedEvent[]; session: Map<string, true> } {
  const events: BucketedEvent[] = [];
  const session = new Map<string, true>();
  const context = new FlagContext(
    given instanceof FlagSettings ? given : settings(given),
    { user: USER, session, site: { domain: 'courses.example.org' }, ...change },
    { tracker: { track: (event) => void events.push(event) }, ...services },
  );
  return { context, events, session };
}
