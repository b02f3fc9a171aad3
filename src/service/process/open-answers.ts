/**
 * Answers that are not sent yet, the oldest first. A list, since a `Map` through which thousands of requests a second go
 * makes itself a new table again and again, and each dead one keeps what it held, and the next table, from being
 * collected (docs/decisions/0007).
 */
import type { FastifyReply } from 'fastify';

export interface OpenAnswer {
  readonly reply: FastifyReply;
  /** Of `performance.now`. */
  readonly since: number;
}

interface Link extends OpenAnswer {
  before: Link | null;
  after: Link | null;
}

export class OpenAnswers {
  #oldest: Link | null = null;
  #newest: Link | null = null;

  get oldest(): OpenAnswer | null {
    return this.#oldest;
  }

  add(reply: FastifyReply): OpenAnswer {
    const link: Link = { reply, since: performance.now(), before: this.#newest, after: null };
    if (this.#newest === null) this.#oldest = link;
    else this.#newest.after = link;
    this.#newest = link;
    return link;
  }

  /** May be called again. */
  remove(answer: OpenAnswer): void {
    const link = answer as Link;
    if (link.before === null && this.#oldest !== link) return;
    if (link.before === null) this.#oldest = link.after;
    else link.before.after = link.after;
    if (link.after === null) this.#newest = link.before;
    else link.after.before = link.before;
    link.before = null;
    link.after = null;
  }
}
