/** Sends what a page recorded to the service, at once, in a way that survives leaving the page. */

/** What this needs of the options of the OFREP provider. */
interface SenderOptions {
  readonly baseUrl: string;
  readonly headers?: [string, string][];
  readonly headersFactory?: () => Promise<[string, string][]>;
  readonly fetchImplementation?: typeof fetch;
}

interface Message {
  readonly method: 'PUT' | 'POST';
  /** Below the base URL. */
  readonly path: string;
  readonly body: object;
  /** Whether the service records it once however often it arrives: then it is sent again after any failure. */
  readonly idempotent: boolean;
}

/** `pageshow`: what could not be sent before the page was left, and is there again. */
const OCCASIONS = ['online', 'pagehide', 'pageshow'];
/** Messages that wait for the service; those after them are dropped and reported. */
const MOST_WAITING = 100;

/** The parts of a page that are used; there are none in Node and in workers. */
interface Page {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

export class EventSender {
  readonly #options: SenderOptions;
  readonly #warn: (message: string) => void;
  /** Not sent, or refused for now. */
  readonly #waiting = new Set<Message>();
  readonly #sending = new Set<Promise<void>>();
  /** The last ones that the factory gave: on leaving a page there is no time to ask for others. */
  #headers: [string, string][] | undefined;
  readonly #flush = (): void => this.#sendWaiting();
  readonly #page = globalThis as Page;

  constructor(options: SenderOptions, warn: (message: string) => void) {
    this.#options = options;
    this.#warn = warn;
    if (options.headersFactory === undefined) this.#headers = [];
    for (const type of OCCASIONS) this.#page.addEventListener?.(type, this.#flush);
  }

  send(message: Message): void {
    if (this.#waiting.size >= MOST_WAITING) {
      this.#warn(
        `${message.method} ${message.path} was not sent: ${MOST_WAITING} others wait for the service`,
      );
      return;
    }
    this.#waiting.add(message);
    this.#track(this.#withNewHeaders());
  }

  /** Resolves when everything was answered, or cannot be sent now. */
  async close(): Promise<void> {
    for (const type of OCCASIONS) this.#page.removeEventListener?.(type, this.#flush);
    this.#sendWaiting();
    while (this.#sending.size > 0) await Promise.all(this.#sending);
    for (const { method, path } of this.#waiting)
      this.#warn(`${method} ${path} was not sent: the service is away`);
    this.#waiting.clear();
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #withNewHeaders(): Promise<void> {
    const { headersFactory } = this.#options;
    try {
      if (headersFactory !== undefined) this.#headers = await headersFactory();
    } catch (error) {
      this.#warn(`The headers of a request are missing: ${error}`);
      return;
    }
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    if (this.#headers === undefined) return;
    const messages = [...this.#waiting];
    this.#waiting.clear();
    for (const message of messages) this.#track(this.#deliver(message, this.#headers));
  }

  async #deliver(message: Message, headers: [string, string][]): Promise<void> {
    const { baseUrl, headers: fixed = [], fetchImplementation: send = globalThis.fetch } = this.#options;
    const { method, path, body, idempotent } = message;
    let status: number;
    try {
      const answer = await send(`${baseUrl}${path}`, {
        method,
        headers: [...fixed, ...headers, ['content-type', 'application/json']],
        body: JSON.stringify(body),
        // The browser goes on sending after the page is gone.
        keepalive: true,
      });
      status = answer.status;
      if (answer.ok) return;
    } catch (error) {
      // It may have arrived.
      if (idempotent) this.#waiting.add(message);
      else this.#warn(`${method} ${path} may not have been recorded: ${error}`);
      return;
    }
    if (status === 429 || status === 503) this.#waiting.add(message);
    else if (status >= 500 && idempotent) this.#waiting.add(message);
    else this.#warn(`${method} ${path} was refused with ${status}`);
  }

  #track(work: Promise<void>): void {
    const done = work.finally(() => this.#sending.delete(done));
    this.#sending.add(done);
  }
}
