/** What the owner of the service sets, and what the routes work on. */
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
import type { CorsOptions } from './http/cors.js';
import { readUsername } from './http/principal.js';
import { type AllLimits, DEFAULT_LIMITS, type Limits } from './http/rate-limits.js';
import type { LogOptions } from './process/logging.js';

/** Characters of an API key. */
const SHORTEST_API_KEY = 16;

/** What user metadata and upsell are answered from. */
export interface FactsOptions {
  /** Closed by its owner, after the service. */
  readonly provider: LearnerFacts;
  /** Currency and links. Default: US dollars, and no links. */
  readonly site?: SiteSettings;
  /** What a caller without a login may send as `X-Edx-Api-Key` to REV-934. Default: nobody may. */
  readonly apiKey?: string;
}

export interface ServiceOptions {
  /** Closed by its owner, after the service. */
  readonly store: StoreWithData;
  /** Asked by /readyz: would whoever opens the store now find the same one? Default: always. */
  readonly isStoreInPlace?: () => Promise<boolean>;
  /** A map goes by course key, and may change while the service runs. */
  readonly courses?: readonly Course[] | ReadonlyMap<string, Course>;
  /**
   * Experiments that are bound to flags of the store (`readBindings`). Their groups must be there in every course that
   * they hold for: `bindingsOf` says so beforehand.
   */
  readonly bindings?: readonly BoundExperiment[];
  /** Without it the routes of user metadata and upsell are not there. */
  readonly facts?: FactsOptions;
  /** Without it, and without `development`, nobody can log in. */
  readonly auth?: AuthOptions;
  /**
   * Every request is answered for this person, and every answer says so in a header. Not together with `auth`; only what
   * asks for loopback by its own address, and no page of another site, is answered.
   */
  readonly development?: { readonly username: string; readonly isStaff: boolean };
  readonly cors?: CorsOptions;
  readonly limits?: Limits;
  /** Structured logs, one JSON object a line. Default: no logs. */
  readonly log?: LogOptions;
  /** Proxies whose `X-Forwarded-…` headers are believed: addresses or networks, or `true` for whoever connects. */
  readonly trustProxy?: boolean | string | readonly string[];
  readonly now?: () => Date;
}

/** What the routes work on. */
export interface ServiceContext {
  readonly store: StoreWithData;
  /** By course key. */
  readonly courses: ReadonlyMap<string, Course>;
  /** The experiments that are bound to flags, of all courses. */
  readonly bindings: readonly BoundExperiment[];
  readonly now: () => Date;
  readonly limits: AllLimits;
}

/** The store and the courses of a service, with what is not given as it is by default. */
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
  };
}

function limitsOf(given: Limits = {}): AllLimits {
  const limits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_LIMITS, ...limits };
}

/** @throws AbtestError `bad-configuration` for a development mode or an API key that lets in whom it should not */
export function checkOptions({ auth, development, facts }: ServiceOptions): void {
  if (facts?.apiKey !== undefined && facts.apiKey.length < SHORTEST_API_KEY) {
    throw new AbtestError('bad-configuration', `the API key has fewer than ${SHORTEST_API_KEY} characters`, {
      hint: 'Make one: openssl rand -hex 32',
    });
  }
  if (development === undefined) return;
  if (auth !== undefined) {
    throw new AbtestError('bad-configuration', 'development mode and keys of tokens exclude each other', {
      hint: 'Development mode lets everybody in; leave it out where people log in.',
    });
  }
  if (readUsername(development.username) === null) {
    throw new AbtestError('bad-configuration', 'development mode needs the name of somebody', {
      hint: 'A text that is not empty, without blanks around it.',
    });
  }
}

/** By the name that requests use. */
function byKey(courses: readonly Course[]): Map<string, Course> {
  return new Map(courses.map((course) => [courseKeyOf(course) ?? course.label, course]));
}
