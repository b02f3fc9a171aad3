/**
 * Requests that are not answered yet, and the connections that they come on: what the limit of answers, the end of the
 * service and the answer to a malformed request go by. The requests are a list, since a `Map` through which thousands of
 * requests a second go makes itself a new table again and again, and each dead one keeps what it held, and the next table,
 * from being collected (docs/decisions/0007).
 */
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyReply {
    openRequest: OpenRequest | null;
  }
}

interface OpenRequest {
  readonly reply: FastifyReply;
  /** Of `performance.now`. */
  readonly since: number;
}

interface Link extends OpenRequest {
  isListed: boolean;
  /** In the list, by age. */
  before: Link | null;
  after: Link | null;
  /** The one before it on the same connection. */
  earlier: Link | null;
}

export class OpenRequests {
  #oldest: Link | null = null;
  #newest: Link | null = null;
  readonly #newestOn = new WeakMap<Socket, Link>();
  readonly #connections = new Set<Socket>();

  /** Registers connections and requests of a service from now on. */
  watch(app: FastifyInstance): void {
    app.server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    app.decorateReply('openRequest', null);
    // Hooks that have nothing to wait for call back: each promise would cost every request a turn.
    app.addHook('onRequest', (_request, reply, done) => {
      reply.openRequest = this.add(reply);
      done();
    });
    app.addHook('onResponse', (_request, reply, done) => {
      if (reply.openRequest !== null) this.remove(reply.openRequest);
      done();
    });
  }

  /** The requests that came `limit` milliseconds ago or earlier, the oldest first; each is given once. */
  *overdue(limit: number): Generator<OpenRequest> {
    const due = performance.now() - limit;
    while (this.#oldest !== null && this.#oldest.since <= due) {
      const oldest = this.#oldest;
      this.#unlist(oldest);
      yield oldest;
    }
  }

  /** The newest request of a connection and the one before it: a client may send the next before it has the answer. */
  lastOn(socket: Socket): readonly OpenRequest[] {
    const newest = this.#newestOn.get(socket);
    if (newest === undefined) return [];
    return newest.earlier === null ? [newest] : [newest, newest.earlier];
  }

  /** Connections on which nothing has come: Node counts them as busy. */
  silentConnections(): readonly Socket[] {
    return [...this.#connections].filter(({ bytesRead }) => bytesRead === 0);
  }

  add(reply: FastifyReply): OpenRequest {
    const { socket } = reply.request.raw;
    const earlier = this.#newestOn.get(socket) ?? null;
    if (earlier !== null) earlier.earlier = null;
    const link: Link = {
      reply,
      since: performance.now(),
      isListed: true,
      before: this.#newest,
      after: null,
      earlier,
    };
    if (this.#newest === null) this.#oldest = link;
    else this.#newest.after = link;
    this.#newest = link;
    this.#newestOn.set(socket, link);
    return link;
  }

  /** May be called again. */
  remove(request: OpenRequest): void {
    const link = request as Link;
    const { socket } = link.reply.request.raw;
    if (link.isListed) this.#unlist(link);
    link.earlier = null;
    // Answers go out in the order of the requests.
    if (this.#newestOn.get(socket) === link) this.#newestOn.delete(socket);
  }

  #unlist(link: Link): void {
    if (link.before === null) this.#oldest = link.after;
    else link.before.after = link.after;
    if (link.after === null) this.#newest = link.before;
    else link.after.before = link.before;
    link.isListed = false;
    link.before = null;
    link.after = null;
  }
}
