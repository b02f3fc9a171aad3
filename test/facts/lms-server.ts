/** An LMS on loopback, with the facts of `fixtures/facts/` behind the staff APIs of Open edX, and faults on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY } from './people.js';

/** Milliseconds; only tests of an LMS that hangs wait for the end of a shorter time. */
export const PATIENT = 120_000;
export const CREDENTIALS = { clientId: 'the-client', clientSecret: 'canary-secret' };
const OTHER = 'course-v1:edX+FreeX+2026';
const TOKEN = `e30.${Buffer.from(JSON.stringify({ preferred_username: 'robot' })).toString('base64url')}.x`;

const USERS = [
  { username: 'ada', id: 7, email: 'ada@example.com', is_active: true },
  { username: 'bob', id: 8, email: 'bob@example.com', is_active: true },
  { username: 'eve', id: 9, is_active: false },
];
const COURSES: Readonly<Record<string, object>> = {
  [KEY]: {
    id: KEY,
    name: 'Demonstration',
    start: '2026-05-01T00:00:00Z',
    end: '2026-12-01T00:00:00Z',
    pacing: 'self',
  },
  [OTHER]: { id: OTHER, name: '', start: '2026-05-01T00:00:00Z', end: null, pacing: 'instructor' },
};
const mode = (slug: string, price: number, currency: string, sku: string | null) => ({
  course_id: KEY,
  mode_slug: slug,
  mode_display_name: slug === 'audit' ? 'Audit' : 'Verified',
  min_price: price,
  currency,
  expiration_datetime: slug === 'audit' ? null : '2026-11-01T00:00:00Z',
  sku,
});
const enrolment = (user: string, course_id: string, slug: string, is_active: boolean, created: string) => ({
  user,
  course_id,
  mode: slug,
  is_active,
  created,
});
const ENROLMENTS = [
  enrolment('ada', KEY, 'audit', true, '2026-06-01T08:00:00.250000Z'),
  enrolment('ada', OTHER, 'verified', false, '2026-05-02T08:00:00Z'),
  enrolment('bob', KEY, 'verified', true, '2026-06-03T08:00:00Z'),
];
const UUID = '7a8d3b52-0000-4000-8000-00000000000a';
const RUNS = [{ key: KEY, status: 'published', seats: [] }];

type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export class LmsServer {
  readonly asked: string[] = [];
  /** Answers in place of the LMS where it returns true. */
  fault: Fault = () => false;
  /** Enrolments on one page. */
  pageSize = 1;
  enrolments = ENROLMENTS;
  tokens = 0;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, this.url);
    this.asked.push(`${request.method} ${url.pathname}${url.search}`);
    if (this.fault(request, response)) return;
    const send = (body: unknown, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/oauth2/access_token') return this.#token(request, send);
    if (request.headers.authorization !== `JWT ${TOKEN}`) return send({ detail: 'no' }, 401);
    const body = this.#body(url);
    send(body ?? { detail: 'Not found.' }, body === null ? 404 : 200);
  }

  #token(request: IncomingMessage, send: (body: unknown, status?: number) => void): void {
    let form = '';
    request.on('data', (chunk) => {
      form += chunk;
    });
    request.on('end', () => {
      const fields = new URLSearchParams(form);
      const isRight =
        fields.get('client_id') === CREDENTIALS.clientId &&
        fields.get('client_secret') === CREDENTIALS.clientSecret;
      this.tokens += 1;
      send(isRight ? { access_token: TOKEN, expires_in: 3600, token_type: 'JWT' } : {}, isRight ? 200 : 401);
    });
  }

  #body(url: URL): unknown {
    const { searchParams: query, pathname } = url;
    const path = decodeURIComponent(pathname);
    if (path === '/api/user/v1/accounts') {
      const found = USERS.filter(
        ({ username, email }) => username === query.get('username') || email === (query.get('email') ?? ''),
      );
      return found.length === 0 ? null : found;
    }
    const course = /^\/api\/courses\/v1\/courses\/(.*)\/$/.exec(path)?.[1];
    // Like the original: a course that is not in the catalogue is shown to the account that is named.
    if (course !== undefined) return query.get('username') === 'robot' ? (COURSES[course] ?? null) : null;
    const modes = /^\/api\/course_modes\/v1\/courses\/(.*)\/$/.exec(path)?.[1];
    if (modes === KEY)
      return [
        mode('audit', 0, 'usd', null),
        mode('verified', 45, 'eur', 'ABC-EUR'),
        mode('verified', 50, 'usd', 'ABC'),
      ];
    if (modes !== undefined) return [];
    if (path === '/api/enrollment/v1/enrollments') return this.#enrolments(url);
    if (path === '/api/entitlements/v1/entitlements/') {
      const uuid = '3b5e1c1e-0000-4000-8000-000000000001';
      const row = { user: 'bob', course_uuid: uuid, mode: 'verified', expired_at: '2026-01-01T00:00:00Z' };
      return { next: null, results: query.get('user') === 'bob' ? [row] : [] };
    }
    if (path === '/api/v1/programs/') {
      return { next: null, results: [{ uuid: UUID, courses: [{ course_runs: RUNS }, { course_runs: [] }] }] };
    }
    if (path === `/api/v1/programs/${UUID}/`) return program();
    return null;
  }

  #enrolments(url: URL): unknown {
    const all = this.enrolments.filter(({ user }) => user === url.searchParams.get('username'));
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = from + this.pageSize;
    const following = new URL(url);
    following.searchParams.set('cursor', String(to));
    return { next: to < all.length ? String(following) : null, results: all.slice(from, to) };
  }
}

function program() {
  return {
    uuid: UUID,
    title: 'Demonstrations',
    status: 'active',
    is_program_eligible_for_one_click_purchase: true,
    courses: [
      {
        entitlements: [{ mode: 'verified', price: '199.23', sku: 'ENT', expires: null }],
        course_runs: RUNS,
        short_description: 'not looked at',
      },
      { entitlements: [], course_runs: [] },
    ],
  };
}
