/** The input of a flag decision: the request, given explicitly, and what is kept for its duration. */
import type { LearningContextKey } from './course-key.js';
import type { FlagSettings } from './flag-settings.js';

/** Anything that looks up a string by name: a Map, URLSearchParams, Headers. */
export interface FlagLookup {
  get(name: string): string | null | undefined;
}

/** A user as flags see one; without an `id` (null, 0, '') the user is anonymous. */
export interface FlagUser {
  readonly id: number | string | null;
  readonly username: string;
  readonly is_staff?: boolean;
  readonly is_superuser?: boolean;
  /** Names of the user's groups. */
  readonly groups?: readonly string[];
}

/** Where reported bucketings are marked: keys `tracked.…`, value true. */
export interface FlagSession {
  get(key: string): unknown;
  set(key: string, value: true): unknown;
}

/** The parts of a web request that flags use. All are optional. */
export interface FlagRequest {
  readonly user?: FlagUser | null;
  readonly session?: FlagSession | null;
  readonly site?: { readonly domain: string } | null;
  readonly query?: FlagLookup;
  /** Called with lower-case names. */
  readonly headers?: FlagLookup;
  readonly cookies?: FlagLookup;
  /** The request's language code: `en`, `pt-br`. */
  readonly language?: string | null;
  /** The student whom the user acts as in a course, if any; a role alone does not count. */
  readonly masquerade?: (courseKey: LearningContextKey | null) => FlagUser | null;
}

/** A cookie that the response to the request has to set. */
export interface FlagCookie {
  readonly name: string;
  readonly value: 'True' | 'False';
  /** Seconds; `null` for a session cookie. */
  readonly maxAge: number | null;
  readonly secure: true;
}

/** The event reported when a user is put into a bucket, under Open edX's own names. */
export interface BucketedEvent {
  readonly user_id: number | string;
  readonly event: 'edx.bi.experiment.user.bucketed';
  readonly properties: {
    readonly site: string | null;
    readonly app_label: string;
    readonly experiment: string;
    readonly course_id: string | null;
    readonly bucket: number;
    readonly is_staff: boolean;
    readonly nonInteraction: 1;
  };
}

/** Receives the events; must not throw for an event that it cannot store. */
export interface FlagTracker {
  track(event: BucketedEvent): void;
}

export interface FlagServices {
  readonly tracker?: FlagTracker;
  /** When the user enrolled in the course, whether or not the enrolment is still active; `null` if never. */
  readonly enrolledAt?: (user: FlagUser, courseKey: LearningContextKey) => Date | null;
  readonly now?: () => number;
  /** Returns numbers from 0 to below 1; default `Math.random`. */
  readonly random?: () => number;
}

/** One request and one snapshot of the flags: all answers given through it are consistent. Make a new one for each request. */
export class FlagContext {
  readonly settings: FlagSettings;
  /** `null` where there is no request, as in a background job. */
  readonly request: FlagRequest | null;
  readonly services: FlagServices;
  #cookies: Map<string, FlagCookie> | null = null;
  #rolls: Map<string, boolean> | null = null;
  #buckets: Map<string, number> | null = null;

  constructor(settings: FlagSettings, request: FlagRequest | null, services: FlagServices = NO_SERVICES) {
    this.settings = settings;
    this.request = request;
    this.services = services;
  }

  /** Cookies by name, to be set on the response. */
  get cookies(): Map<string, FlagCookie> {
    this.#cookies ??= new Map();
    return this.#cookies;
  }

  /** The percent rolls of this request, by flag. */
  get rolls(): Map<string, boolean> {
    this.#rolls ??= new Map();
    return this.#rolls;
  }

  /** The buckets decided in this request, by `bucketName`. */
  get buckets(): Map<string, number> {
    this.#buckets ??= new Map();
    return this.#buckets;
  }

  /** Clears the decided buckets, as Open edX does between two requests. */
  clearCache(): void {
    this.#buckets = null;
  }
}

const NO_SERVICES: FlagServices = {};

/** The cache name of a decided bucket. Its parts are separated by NUL, which no stored username contains. */
export function bucketName(cacheKey: string, user: FlagUser | null): string {
  return user === null ? cacheKey : `${cacheKey}\0${user.username}\0${user.id}`;
}

/** The user whom a question is about: the user of the request, or the student whom that user acts as. */
export interface FlagAsker {
  /** `undefined` for a request without any user system; `null` for one that is not logged in. */
  readonly user: FlagUser | null | undefined;
  /** With `true` no cookies are read or set, since the browser's cookies are not the student's. */
  readonly isMasquerade: boolean;
}

/** Without a course there is no masquerade. */
export function askerOf(request: FlagRequest, key: LearningContextKey | null): FlagAsker {
  const student = key === null ? null : (request.masquerade?.(key) ?? null);
  return student === null
    ? { user: request.user, isMasquerade: false }
    : { user: student, isMasquerade: true };
}

/** The user, or `null` for an anonymous one. */
export function knownUser(user: FlagUser | null | undefined): FlagUser | null {
  return user === null || user === undefined || isAnonymous(user.id) ? null : user;
}

function isAnonymous(id: FlagUser['id'] | undefined): boolean {
  return id === null || id === undefined || id === 0 || id === '' || Number.isNaN(id);
}
