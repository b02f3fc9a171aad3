/** The options of the service, and the context of its routes. */
import {
  AbtestError,
  type BoundExperiment,
  type Course,
  courseKeyOf,
  type LearnerFacts,
  type SiteSettings,
  type StoreWithData,
} from '../index.js';
import type { AuthOptions } from './auth/options.js';
import { isBasePath } from './http/base-path.js';
import type { CorsOptions } from './http/cors.js';
import { type AllLimits, DEFAULT_LIMITS, type RateLimits } from './http/limits.js';
import { readUsername } from './http/principal.js';
import type { LogOptions } from './process/logging.js';

/** The fewest characters of an API key. */
const SHORTEST_API_KEY = 16;

/** The options for user metadata and upsell. */
export interface FactsOptions {
  /** Closed by its owner, after the service. */
  readonly provider: LearnerFacts;
  /** Currency and links. Default: US dollars, and no links. */
  readonly site?: SiteSettings;
  /** The value of `X-Edx-Api-Key` with which a caller without a login may use REV-934. Default: logins only. */
  readonly apiKey?: string;
}

export interface ServiceOptions {
  /** Closed by its owner, after the service. */
  readonly store: StoreWithData;
  /** Called by /readyz: whether the URL of the store still leads to the same store. Default: always. */
  readonly isStoreInPlace?: () => Promise<boolean>;
  /** A map is keyed by course key, and may change while the service runs. */
  readonly courses?: readonly Course[] | ReadonlyMap<string, Course>;
  /**
   * Experiments that are bound to flags of the store (`readFlagBindings`). Their groups must exist in every course that
   * they apply to: check with `bindExperiments` beforehand.
   */
  readonly bindings?: readonly BoundExperiment[];
  /** Without it the routes of user metadata and upsell do not exist. */
  readonly facts?: FactsOptions;
  /** Without it, and without `development`, there are no logins. */
  readonly auth?: AuthOptions;
  /**
   * Every request has the rights of this user, and every response has a header that shows it. Not together with `auth`;
   * only requests to loopback by its own address, and not from a page of another site, are accepted.
   */
  readonly development?: { readonly username: string; readonly isStaff: boolean };
  readonly cors?: CorsOptions;
  /** The accepted hosts of requests, also those that proxies forward; `.example.com` for all subdomains. Default: any. */
  readonly hosts?: readonly string[];
  readonly limits?: RateLimits;
  /** Structured logs, one JSON object a line. Default: no logs. */
  readonly log?: LogOptions;
  /** Proxies whose `X-Forwarded-…` headers are trusted: addresses or networks, or `true` for all. */
  readonly trustProxy?: boolean | string | readonly string[];
  /** Measures requests and the store, and adds GET /metrics, for everybody who can reach the service. Default false. */
  readonly metrics?: boolean;
  /** The path under which a proxy passes requests on, such as `/abtest`; URLs without it are answered as well. */
  readonly basePath?: string;
  readonly now?: () => Date;
}

/** The data of the routes. */
export interface ServiceContext {
  readonly store: StoreWithData;
  /** By course key. */
  readonly courses: ReadonlyMap<string, Course>;
  /** The experiments that are bound to flags, of all courses. */
  readonly bindings: readonly BoundExperiment[];
  readonly now: () => Date;
  readonly limits: AllLimits;
  /** A name of the learner for telemetry; `null` without a secret to make it with. */
  readonly pseudonym: (learner: string) => string | null;
}

/** The store and the courses of a service, with defaults for the options that are missing. */
export function contextOf({
  store,
  courses = [],
  bindings = [],
  now = () => new Date(),
  limits,
}: ServiceOptions): ServiceContext {
  return {
    store,
    courses: 'get' in courses ? courses : byKey(courses),
    bindings,
    now,
    limits: limitsOf(limits),
    pseudonym: () => null,
  };
}

function limitsOf(given: RateLimits = {}): AllLimits {
  const limits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_LIMITS, ...limits };
}

/** @throws AbtestError `bad-configuration` for a base path that is not one, an API key that is too short, or a development mode without a user or together with `auth` */
export function checkOptions({ auth, development, facts, basePath }: ServiceOptions): void {
  if (basePath !== undefined && !isBasePath(basePath)) {
    throw new AbtestError('bad-configuration', `The base path "${basePath}" is not one`, {
      hint: 'Write it with a slash before it and none after it, such as /abtest.',
    });
  }
  if (facts?.apiKey !== undefined && facts.apiKey.length < SHORTEST_API_KEY) {
    throw new AbtestError('bad-configuration', `The API key has fewer than ${SHORTEST_API_KEY} characters`, {
      hint: 'Create one with openssl rand -hex 32.',
    });
  }
  if (development === undefined) return;
  if (auth !== undefined) {
    throw new AbtestError('bad-configuration', 'Development mode and token keys exclude each other', {
      hint: 'Leave out development mode, which disables authentication, where people log in.',
    });
  }
  if (readUsername(development.username) === null) {
    throw new AbtestError('bad-configuration', 'Development mode needs a username', {
      hint: 'Give a string that is not empty, without surrounding white space.',
    });
  }
}

/** By the key that requests use. */
function byKey(courses: readonly Course[]): Map<string, Course> {
  return new Map(courses.map((course) => [courseKeyOf(course) ?? course.label, course]));
}
