/** Requests of every kind at a steady rate, from learners with tokens of an LMS; keeps what was acknowledged. */
import { Agent, request } from 'node:http';
import { random } from '../../seed.js';
import { type Pair, signed } from '../auth/issuer.js';
import { V0 } from '../service.js';
import { assignment, COURSE, everything, path, TONE, V1 } from '../v1/scene.js';

/** Milliseconds between two bundles of requests. */
const EVERY = 20;
const BUNDLE = 5;
/** At once: a starved test process opens more of them than it needs. */
export const MOST_CONNECTIONS = 64;
const LEARNERS = 100;
const EXPERIMENT = 7;
const KEYS = 10;
const TEXT = '<abtest experiment="E"><group name="a" portion="2"><html url_name="x"/></group></abtest>';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly cookies: readonly string[];
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

export class Load {
  /** Where the next requests go. */
  url: string;
  /** How many requests were answered. */
  answered = 0;
  /** Connections that were refused, and their requests sent again to where the next requests go then: none was executed. */
  refused = 0;
  /** What was answered in another way than it should be, or not at all. */
  readonly failures: string[] = [];
  /** The group that each learner was assigned. */
  readonly groups = new Map<string, string>();
  /** The newest acknowledged value of each row: `learner key`. */
  readonly values = new Map<string, string>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  readonly #chance = random('the learners of a steady load');
  readonly #open = new Set<Promise<void>>();
  /** Rows with a request under way: two at once have no order. */
  readonly #written = new Set<string>();
  readonly #tokens = new Map<string, string>();
  #pair: Pair;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(url: string, pair: Pair) {
    this.url = url;
    this.#pair = pair;
  }

  begin(): void {
    this.#timer = setInterval(() => {
      for (let at = 0; at < BUNDLE; at += 1) {
        const one = this.#one().catch((error) => void this.failures.push(String(error)));
        this.#open.add(one);
        one.finally(() => this.#open.delete(one));
      }
    }, EVERY);
  }

  /** Resolves when every request has its answer. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.settled();
    this.#agent.destroy();
  }

  /** Resolves when the requests that were sent so far have their answers. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  /** New tokens are signed with this key. */
  signWith(pair: Pair): void {
    this.#pair = pair;
    this.#tokens.clear();
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #one(): Promise<void> {
    this.#count += 1;
    const learner = `learner_${Math.floor(this.#chance() * LEARNERS)}`;
    const kinds = [this.#assign, this.#put, this.#look, this.#evaluate, this.#put, this.#all, this.#list];
    const rare = [this.#post, this.#validate, this.#login];
    const at = this.#count % 10;
    await (kinds[at] ?? rare[at - kinds.length]!).call(this, learner);
  }

  async #assign(learner: string): Promise<void> {
    const { body } = await this.#ask(learner, 'PUT', assignment(TONE, learner), [200, 201]);
    this.#keepGroup(learner, JSON.parse(body).group);
  }

  async #look(learner: string): Promise<void> {
    const { body } = await this.#ask(learner, 'GET', assignment(TONE, learner), [200]);
    this.#keepGroup(learner, JSON.parse(body).group);
  }

  #keepGroup(learner: string, group: string): void {
    const before = this.groups.get(learner) ?? group;
    if (before !== group) this.failures.push(`${learner} had the group ${before}, then ${group}`);
    this.groups.set(learner, group);
  }

  async #all(learner: string): Promise<void> {
    await this.#ask(learner, 'GET', everything(learner), [200]);
  }

  async #put(learner: string): Promise<void> {
    const key = `k${Math.floor(this.#chance() * KEYS)}`;
    const row = `${learner} ${key}`;
    if (this.#written.has(row)) return;
    this.#written.add(row);
    const value = `v${this.#count}`;
    const body = { experiment_id: EXPERIMENT, key, value };
    await this.#ask(learner, 'PUT', `${V0}/data/`, [200, 201], body);
    this.values.set(row, value);
    this.#written.delete(row);
  }

  async #post(learner: string): Promise<void> {
    const key = `new ${this.#count}`;
    await this.#ask(learner, 'POST', `${V0}/data/`, [201], { experiment_id: EXPERIMENT, key, value: 'v' });
    this.values.set(`${learner} ${key}`, 'v');
  }

  async #list(learner: string): Promise<void> {
    await this.#ask(learner, 'GET', `${V0}/data/?experiment_id=${EXPERIMENT}`, [200]);
  }

  async #evaluate(learner: string): Promise<void> {
    const url = `${path('courses', COURSE)}/ofrep/v1/evaluate/flags`;
    await this.#ask(learner, 'POST', url, [200], { context: { targetingKey: learner } });
  }

  async #validate(learner: string): Promise<void> {
    await this.#ask(learner, 'POST', `${V1}/documents/validate`, [200], { text: TEXT });
  }

  /** A session, a request with its cookie, and every other time its end. */
  async #login(learner: string): Promise<void> {
    const { cookies } = await this.#ask(learner, 'POST', `${V1}/session`, [204]);
    const pairs = cookies.map((each) => each.split(';', 1)[0]!);
    const Cookie = pairs.join('; ');
    await this.#send({ method: 'GET', path: everything(learner), headers: { Cookie } }, [200]);
    const csrf = pairs.find((each) => each.startsWith('csrftoken='))!.slice('csrftoken='.length);
    const headers = { Cookie, 'X-CSRFToken': csrf };
    if (this.#count % 20 < 10) await this.#send({ method: 'DELETE', path: `${V1}/session`, headers }, [204]);
  }

  #ask(learner: string, method: string, url: string, fine: readonly number[], body?: object) {
    const headers = { Authorization: `JWT ${this.#token(learner)}` };
    return this.#send({ method, path: url, headers, body }, fine);
  }

  #token(learner: string): string {
    const known = this.#tokens.get(learner);
    if (known !== undefined) return known;
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const token = signed(this.#pair, { exp, preferred_username: learner }, { alg: 'RS512' });
    this.#tokens.set(learner, token);
    return token;
  }

  /** Rejects where the answer has another status. */
  #send(sent: Sent, fine: readonly number[]): Promise<Answer> {
    const { method, path, headers, body } = sent;
    const { url } = this;
    const text = body === undefined ? '' : JSON.stringify(body);
    const typed = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const all = body === undefined ? headers : { ...headers, ...typed };
    return new Promise((resolve, reject) => {
      const failed = (what: string) => reject(new Error(`${method} ${path}: ${what}`));
      const options = { method, agent: this.#agent, headers: all };
      const asked = request(new URL(path, url), options, (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          said += chunk;
        });
        answer.once('error', (error) => failed(error.message));
        answer.once('end', () => {
          const status = answer.statusCode!;
          if (!fine.includes(status)) return failed(`${status} ${said}`);
          this.answered += 1;
          resolve({ status, body: said, cookies: answer.headers['set-cookie'] ?? [] });
        });
      });
      asked.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNREFUSED' || url === this.url) return failed(error.code ?? error.message);
        this.refused += 1;
        this.#send(sent, fine).then(resolve, reject);
      });
      asked.end(text);
    });
  }
}
