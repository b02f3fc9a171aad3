/** What a flag is asked with: the request, said explicitly, and what is remembered while it lasts. */
import type { LearningContextKey } from './course-key.js';
import type { FlagSettings } from './flag-settings.js';

/** Anything that answers a text for a name: a Map, URLSearchParams, Headers. */
export interface Lookup {
  get(name: string): string | null | undefined;
}

/** A user as flags see one; without an `id` (null, 0, '') it is nobody. */
export interface FlagUser {
  readonly id: number | string | null;
  readonly username: string;
  readonly is_staff?: boolean;
  readonly is_superuser?: boolean;
  /** Names of the groups that the user is in. */
  readonly groups?: readonly string[];
}

/** Where it is marked that a bucketing was reported: keys `tracked.…`, value true. */
export interface FlagSession {
  get(key: string): unknown;
  set(key: string, value: true): unknown;
}

/** What a web request brings along. Everything may be missing. */
export interface FlagRequest {
  readonly user?: FlagUser | null;
  readonly session?: FlagSession | null;
  readonly site?: { readonly domain: string } | null;
  readonly query?: Lookup;
  /** Asked for lower-case names. */
  readonly headers?: Lookup;
  readonly cookies?: Lookup;
  /** The request's language code: `en`, `pt-br`. */
  readonly language?: string | null;
  /** The student whom the user acts as in a course, if there is one; a role alone is none. */
  readonly masquerade?: (courseKey: LearningContextKey | null) => FlagUser | null;
}

/** A cookie that the answer to the request has to set. */
export interface FlagCookie {
  readonly name: string;
  readonly value: 'True' | 'False';
  /** Seconds; `null` for a cookie of the browser session. */
  readonly maxAge: number | null;
  readonly secure: true;
}

/** What is reported when a user is put into a bucket, under Open edX's own names. */
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

/** Takes the events; must not throw for an event that it cannot keep. */
export interface Tracker {
  track(event: BucketedEvent): void;
}

export interface FlagServices {
  readonly tracker?: Tracker;
  /** When the user enrolled in the course, whether or not the enrolment is still active; `null` for never. */
  readonly enrolledAt?: (user: FlagUser, courseKey: LearningContextKey) => Date | null;
  readonly now?: () => number;
  /** Below 1, from 0. */
  readonly random?: () => number;
}

/**
 * One request and one moment's picture of the flags: whatever is asked with it, all answers belong together.
 * Make a new one for each request.
 */
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

  /** To be set by whoever answers the request, by name. */
  get cookies(): Map<string, FlagCookie> {
    this.#cookies ??= new Map();
    return this.#cookies;
  }

  /** What chance has decided in this request. */
  get rolls(): Map<string, boolean> {
    this.#rolls ??= new Map();
    return this.#rolls;
  }

  /** The buckets that were decided in this request, by the name and the user that `bucketName` puts together. */
  get buckets(): Map<string, number> {
    this.#buckets ??= new Map();
    return this.#buckets;
  }

  /** Forgets the decided buckets, as Open edX does between two requests. */
  clearCache(): void {
    this.#buckets = null;
  }
}

const NO_SERVICES: FlagServices = {};

/** The name of a decided bucket; no username that a store takes holds the NUL before it. */
export function bucketName(cacheKey: string, user: FlagUser | null): string {
  return user === null ? cacheKey : `${cacheKey}\0${user.username}\0${user.id}`;
}

/** Whom a question is about: the user, or the student whom the user acts as. */
export interface Asker {
  /** `undefined` for a request that knows of no users at all; `null` for somebody who is not logged in. */
  readonly user: FlagUser | null | undefined;
  /** The browser's cookies are not the student's: then none is read or set. */
  readonly isMasquerade: boolean;
}

/** Without a course there is nobody to act as. */
export function askerOf(request: FlagRequest, key: LearningContextKey | null): Asker {
  const student = key === null ? null : (request.masquerade?.(key) ?? null);
  return student === null
    ? { user: request.user, isMasquerade: false }
    : { user: student, isMasquerade: true };
}

/** A user who is somebody, else `null`. */
export function somebody(user: FlagUser | null | undefined): FlagUser | null {
  return user === null || user === undefined || isNobody(user.id) ? null : user;
}

function isNobody(id: FlagUser['id'] | undefined): boolean {
  return id === null || id === undefined || id === 0 || id === '' || Number.isNaN(id);
}
