/** Facts from the staff APIs of an LMS, and programs from its catalogue. What no API tells is unknown. */
import { requireKnownOptions } from '../../diagnostics/options.js';
import { type Fact, knownFact, type LearnerFacts, type Program, UNKNOWN_FACT } from '../facts.js';
import { programOf } from '../tables/programs-table.js';
import { AnswerCache } from './answer-cache.js';
import { type Get, LmsClient, TokenSource, WrongAnswer } from './lms-client.js';
import type { LmsOptions } from './lms-options.js';
import { courseOf, enrolmentOf, entitlementOf, item, list, modeOf, text, userOf } from './lms-rows.js';

/** Milliseconds for a whole question, with logging in and all its pages. */
const TIMEOUT = 1_500;
/** Milliseconds for which answers are kept. */
const OF_LEARNERS = 10_000;
const OF_COURSES = 300_000;
/** Pages of one question, of 100 each; what has more is not known. */
const MOST_PAGES = 200;
const PAGE = '100';

const OPTIONS = { url: true, catalogUrl: true, credentials: true, timeout: true, clock: true } as const;

/**
 * Facts from the APIs of an LMS and its catalogue, asked when they are needed.
 * @throws AbtestError `bad-configuration` for an address that is neither https nor on loopback
 * @example
 * const credentials = { clientId: 'id', clientSecret: 'secret' };
 * const facts = openLmsFacts({ url: 'https://lms.example', credentials });
 * await facts.close();
 */
export function openLmsFacts(options: LmsOptions): LearnerFacts {
  requireKnownOptions('openLmsFacts', options, OPTIONS);
  return new LmsFacts(options);
}

class LmsFacts implements LearnerFacts {
  readonly #lms: LmsClient;
  readonly #catalog: LmsClient | null;
  readonly #cache: AnswerCache;

  constructor(options: LmsOptions) {
    const { clock = () => performance.now(), timeout = TIMEOUT } = options;
    const tokens = new TokenSource(options, clock);
    this.#lms = new LmsClient(options.url, tokens, clock, timeout);
    this.#catalog =
      options.catalogUrl === undefined ? null : new LmsClient(options.catalogUrl, tokens, clock, timeout);
    this.#cache = new AnswerCache(clock);
  }

  user(nameOrEmail: string) {
    const isEmail = nameOrEmail.includes('@');
    const query: Readonly<Record<string, string>> = isEmail
      ? { email: nameOrEmail }
      : { username: nameOrEmail };
    return this.#ask('users', nameOrEmail, OF_LEARNERS, async (get) => {
      const found = await get('/api/user/v1/accounts', query);
      const [account] = found === null ? [] : list(found);
      return knownFact(account === undefined ? null : userOf(account));
    });
  }

  course(key: string) {
    return this.#ask('courses', key, OF_COURSES, async (get) => {
      // Courses that are not in the catalogue are shown to staff, who have to say who they are.
      const path = `/api/courses/v1/courses/${encodeURIComponent(key)}/`;
      const found = await get(path, (account) => ({ username: account }));
      return knownFact(found === null ? null : courseOf(key, item(found)));
    });
  }

  modes(key: string) {
    return this.#ask('course modes', key, OF_COURSES, async (get) => {
      const found = await get(`/api/course_modes/v1/courses/${encodeURIComponent(key)}/`);
      return knownFact(found === null ? [] : list(found).map(modeOf));
    });
  }

  enrolments(username: string) {
    return this.#ask('enrolments', username, OF_LEARNERS, async (get) => {
      const rows = await pages(get, '/api/enrollment/v1/enrollments', { username }, 'cursor');
      return rows === null
        ? UNKNOWN_FACT
        : knownFact(rows.filter(({ user }) => user === username).map(enrolmentOf));
    });
  }

  entitlements(username: string) {
    return this.#ask('entitlements', username, OF_LEARNERS, async (get) => {
      const rows = await pages(get, '/api/entitlements/v1/entitlements/', { user: username }, 'page');
      return rows === null
        ? UNKNOWN_FACT
        : knownFact(rows.filter(({ user }) => user === username).map(entitlementOf));
    });
  }

  /** The first one only: Open edX looks at no other. */
  async programs(key: string): Promise<Fact<readonly Program[]>> {
    const catalog = this.#catalog;
    if (catalog === null) return UNKNOWN_FACT;
    const index = await this.#cache.get('programs', OF_COURSES, () =>
      catalog.ask('programs', (get) => programIndex(get)),
    );
    if (index === null) return UNKNOWN_FACT;
    const uuid = index.find(({ runs }) => runs.has(key))?.uuid;
    if (uuid === undefined) return knownFact([]);
    return this.#cache.get(`program\0${uuid}`, OF_COURSES, () =>
      catalog.ask('a program', async (get) => {
        const found = await get(`/api/v1/programs/${encodeURIComponent(uuid)}/`);
        return knownFact(found === null ? [] : [programOf(item(found) as Program)]);
      }),
    );
  }

  async schedule() {
    return UNKNOWN_FACT;
  }

  async staffAccess() {
    return UNKNOWN_FACT;
  }

  async forumRoles() {
    return UNKNOWN_FACT;
  }

  async durationLimits() {
    return UNKNOWN_FACT;
  }

  async deadlineConfig() {
    return UNKNOWN_FACT;
  }

  async close(): Promise<void> {
    // Every request ends by itself.
  }

  #ask<T>(what: string, about: string, kept: number, question: (get: Get) => Promise<T>): Promise<T> {
    return this.#cache.get(`${what}\0${about}`, kept, () => this.#lms.ask(what, question));
  }
}

/** All items of a list in pages; `null` where there are too many. Of the next page's address only the mark is used. */
async function pages(
  get: Get,
  path: string,
  query: Readonly<Record<string, string>>,
  mark: 'cursor' | 'page' | 'offset',
): Promise<ReturnType<typeof list> | null> {
  const all: ReturnType<typeof list> = [];
  let at: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const size = mark === 'offset' ? { limit: PAGE } : { page_size: PAGE };
    const answer = await get(path, { ...query, ...size, ...(at !== null && { [mark]: at }) });
    if (answer === null) throw new WrongAnswer('it has no such list', 0);
    const { results, next } = item(answer);
    all.push(...list(results));
    if (typeof next !== 'string' || next === '') return all;
    const following: string | null = URL.canParse(next) ? new URL(next).searchParams.get(mark) : null;
    if (following === null || following === at) throw new WrongAnswer('its next page cannot be found', 0);
    at = following;
  }
  return null;
}

/** Which program holds which runs, in the catalogue's order. */
async function programIndex(get: Get) {
  const rows = await pages(get, '/api/v1/programs/', {}, 'offset');
  return (
    rows?.map((program) => ({
      uuid: text(program, 'uuid'),
      runs: new Set(
        list(program.courses ?? []).flatMap(({ course_runs }) =>
          list(course_runs ?? []).map(({ key }) => key),
        ),
      ),
    })) ?? null
  );
}
