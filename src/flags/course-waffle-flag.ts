/** A flag with layers: a course's override, else its org's, else the flag itself. */
import {
  type CourseKey,
  type LearningContextKey,
  parseCourseKey,
  parseLearningContextKey,
} from './course-key.js';
import { askerOf, type FlagAsker, type FlagContext } from './flag-request.js';
import type { FlagSettings } from './flag-settings.js';
import { isWaffleOn, type WaffleAnswer } from './waffle.js';

/** The value of the flag, and the layer that decided it. */
export type FlagLayerAnswer =
  | { readonly on: boolean; readonly layer: 'course' | 'org'; readonly target: string }
  | { readonly on: boolean; readonly layer: 'flag'; readonly waffle: WaffleAnswer };

/** The asker used when there is no request. */
const NO_USER: FlagAsker = { user: undefined, isMasquerade: false };

/** Open edX's `CourseWaffleFlag`: a flag that can be turned on or off for a course or an org. */
export class CourseWaffleFlag {
  readonly name: string;
  /** The module that declares the flag; for information only. */
  readonly moduleName: string;

  /** @throws SyntaxError for a name without a dot, or with white space around it */
  constructor(flagName: string, moduleName: string) {
    if (!flagName.includes('.'))
      throw new SyntaxError(`the flag "${flagName}" has no namespace: a dot is missing`);
    if (flagName !== flagName.trim())
      throw new SyntaxError(`the flag "${flagName}" has white space around its name`);
    this.name = flagName;
    this.moduleName = moduleName;
  }

  /**
   * Returns whether the flag is on. A course key given as a string is parsed; a library's key has no overrides.
   * @throws SyntaxError for a string that is not a key
   */
  isEnabled(context: FlagContext, courseKey?: LearningContextKey | string | null): boolean {
    const key = readCourseKey(courseKey);
    const asker = context.request === null ? NO_USER : askerOf(context.request, key);
    return this.answer(context, key, asker).on;
  }

  /** The org's override, else the flag itself; course overrides are ignored. */
  isEnabledForOrg(context: FlagContext, org: string): boolean {
    const value = context.settings.override(this.name, 'org', org);
    if (value !== 'unset') return value === 'on';
    const asker = context.request === null ? NO_USER : askerOf(context.request, null);
    return isWaffleOn(this.name, context, asker).on;
  }

  /** The orgs whose current, enabled override forces the flag on. */
  getForceOnOrgs(settings: FlagSettings): ReadonlySet<string> {
    return new Set(settings.forcedOn(this.name, 'org'));
  }

  /** The courses whose current, enabled override forces the flag on. */
  getForceOnCourseKeys(settings: FlagSettings): CourseKey[] {
    return settings.forcedOn(this.name, 'course').map(parseCourseKey);
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** Like `isEnabled`, for a given asker, with the layer that decided. */
  answer(context: FlagContext, key: LearningContextKey | null, asker: FlagAsker): FlagLayerAnswer {
    return this.forced(context.settings, key) ?? this.unforced(context, asker);
  }

  /** The value that the overrides force, the same for all learners of a course; `null` without one. */
  forced(settings: FlagSettings, key: LearningContextKey | null): FlagLayerAnswer | null {
    if (key === null || key.kind !== 'course') return null;
    const forCourse = settings.override(this.name, 'course', key.text);
    if (forCourse !== 'unset') return { on: forCourse === 'on', layer: 'course', target: key.text };
    const forOrg = settings.override(this.name, 'org', key.org);
    return forOrg === 'unset' ? null : { on: forOrg === 'on', layer: 'org', target: key.org };
  }

  /** The value of the flag itself, without overrides. */
  unforced(context: FlagContext, asker: FlagAsker): FlagLayerAnswer {
    const waffle = isWaffleOn(this.name, context, asker);
    return { on: waffle.on, layer: 'flag', waffle };
  }
}

/** An empty string counts as no key, as in Open edX. */
export function readCourseKey(
  courseKey: LearningContextKey | string | null | undefined,
): LearningContextKey | null {
  if (courseKey === null || courseKey === undefined || courseKey === '') return null;
  return typeof courseKey === 'string' ? parseLearningContextKey(courseKey) : courseKey;
}
