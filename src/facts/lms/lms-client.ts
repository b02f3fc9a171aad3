/** Talks to an LMS: logs in, waits only so long, and leaves it alone for a while after it has failed. */
import { FactsUnavailable } from '../facts-unavailable.js';
import { checkAddress, type LmsOptions } from './lms-options.js';

/** Milliseconds for which an LMS that failed is not asked: the first time, and at most. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** Bytes of one answer. */
const LARGEST_ANSWER = 8 * 2 ** 20;
/** Seconds by which a token is given up before its end. */
const TOKEN_MARGIN = 30;

type Query = Readonly<Record<string, string>>;

/** Parts of a question: the answers to its requests, or `null` for what is not there. */
export type Get = (path: string, query?: Query | ((account: string) => Query)) => Promise<unknown>;

interface Token {
  readonly text: string;
  /** By the client's clock. */
  readonly until: number;
}

/** One server: the LMS, or the catalogue, with a token of the LMS. */
export class LmsClient {
  readonly #base: string;
  readonly #tokens: TokenSource;
  readonly #clock: () => number;
  readonly #timeout: number;
  #pause = 0;
  #silentUntil = Number.NEGATIVE_INFINITY;

  /** @throws AbtestError `bad-configuration` for an address that is not safe */
  constructor(url: string, tokens: TokenSource, clock: () => number, timeout: number) {
    this.#base = checkAddress(url);
    this.#tokens = tokens;
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /**
   * Runs a question of one or more requests.
   * @param what is asked, for messages: never whom it is about
   * @throws FactsUnavailable
   */
  async ask<T>(what: string, question: (get: Get) => Promise<T>): Promise<T> {
    const left = this.#silentUntil - this.#clock();
    if (left > 0) {
      throw new FactsUnavailable(`${this.#base} failed a moment ago and is not asked for ${what} yet`, {
        retryAfter: left / 1000,
      });
    }
    const signal = AbortSignal.timeout(this.#timeout);
    try {
      const answer = await question((path, query) => this.#get(path, query ?? {}, signal));
      this.#pause = 0;
      return answer;
    } catch (error) {
      throw this.#failed(what, error);
    }
  }

  async #get(path: string, query: Parameters<Get>[1] & {}, signal: AbortSignal): Promise<unknown> {
    for (const isFirst of [true, false]) {
      const headers = { Authorization: `JWT ${await this.#tokens.get(signal)}`, Accept: 'application/json' };
      const asked = typeof query === 'function' ? query(this.#tokens.account) : query;
      const search = String(new URLSearchParams(asked));
      const url = `${this.#base}${path}${search === '' ? '' : `?${search}`}`;
      const response = await fetch(url, { headers, redirect: 'error', signal });
      if (response.status === 404) {
        await response.body?.cancel();
        return null;
      }
      if (response.status === 401 && isFirst) {
        // The token may have been revoked.
        await response.body?.cancel();
        this.#tokens.giveUp();
        continue;
      }
      return readAnswer(response);
    }
    throw new WrongAnswer('it refuses the token', 0);
  }

  /** Doubles the pause each time, up to a limit, or takes the one that the server asks for. */
  #failed(what: string, error: unknown): FactsUnavailable {
    if (error instanceof FactsUnavailable) return error;
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, this.#pause * 2));
    const asked = error instanceof WrongAnswer ? Math.min(LONGEST_PAUSE, error.retryAfter * 1000) : 0;
    const pause = Math.max(this.#pause, asked);
    this.#silentUntil = this.#clock() + pause;
    return new FactsUnavailable(
      `${this.#base} does not answer for ${what}: ${reasonOf(error, this.#timeout)}`,
      {
        retryAfter: pause / 1000,
      },
    );
  }
}

/** A token of an OAuth client, fetched when it is needed and kept while it holds. */
export class TokenSource {
  readonly #options: LmsOptions;
  readonly #clock: () => number;
  #token: Token | null = null;
  #underWay: Promise<Token> | null = null;

  constructor(options: LmsOptions, clock: () => number) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The name of the account in the token; empty before there is one, and for a token that does not say. */
  get account(): string {
    const [, payload = ''] = this.#token?.text.split('.') ?? [];
    try {
      const { preferred_username: name } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
        preferred_username?: unknown;
      };
      return typeof name === 'string' ? name : '';
    } catch {
      return '';
    }
  }

  async get(signal: AbortSignal): Promise<string> {
    if (this.#token === null || this.#token.until <= this.#clock()) {
      this.#underWay ??= this.#fetch(signal).finally(() => {
        this.#underWay = null;
      });
      this.#token = await this.#underWay;
    }
    return this.#token.text;
  }

  giveUp(): void {
    this.#token = null;
  }

  async #fetch(signal: AbortSignal): Promise<Token> {
    const { url, credentials } = this.#options;
    const response = await fetch(`${checkAddress(url)}/oauth2/access_token`, {
      method: 'POST',
      redirect: 'error',
      signal,
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        token_type: 'jwt',
      }),
    });
    const answer = (await readAnswer(response)) as { access_token?: unknown; expires_in?: unknown };
    const { access_token: text, expires_in: seconds } = answer;
    if (typeof text !== 'string' || text === '') throw new WrongAnswer('it gives no token', 0);
    const lasts = typeof seconds === 'number' ? Math.max(0, seconds - TOKEN_MARGIN) : 0;
    return { text, until: this.#clock() + lasts * 1000 };
  }
}

/** What a server answered cannot be used. The text holds nothing of the answer. */
export class WrongAnswer extends Error {
  /** Seconds for which the server asks to be left alone; 0 where it does not say. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

async function readAnswer(response: Response): Promise<unknown> {
  if (!response.ok) {
    await response.body?.cancel();
    const seconds = Number(response.headers.get('Retry-After') ?? 0);
    throw new WrongAnswer(`it answers ${response.status}`, Number.isFinite(seconds) ? seconds : 0);
  }
  let size = 0;
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new WrongAnswer(`its answer has more than ${LARGEST_ANSWER} bytes`, 0);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    throw new WrongAnswer('its answer is not JSON', 0);
  }
}

/** Nothing of the request: its address holds names. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof WrongAnswer) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeout} ms`;
  const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
}
