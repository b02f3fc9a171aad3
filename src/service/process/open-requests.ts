/**
 * Requests without a response yet, and their connections: used by the response time limit, the shutdown and the
 * handling of malformed requests. The requests are a linked list, since a `Map` with thousands of insertions and
 * deletions a second reallocates its table repeatedly, and each dead table keeps its entries, and the next table, from
 * being collected (docs/decisions/0007).
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
  /** In the time of `performance.now`. */
  readonly since: number;
}

interface Link extends OpenRequest {
  isListed: boolean;
  /** Neighbours in the list, ordered by age. */
  before: Link | null;
  after: Link | null;
  /** The previous request on the same connection. */
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
    // Hooks without asynchronous work use callbacks: each promise would cost every request a turn of the event loop.
    app.addHook('onRequest', (_request, reply, done) => {
      reply.openRequest = this.add(reply);
      done();
    });
    app.addHook('onResponse', (_request, reply, done) => {
      if (reply.openRequest !== null) this.remove(reply.openRequest);
      done();
    });
  }

  /** The requests that arrived at least `limit` milliseconds ago, the oldest first; each is returned once. */
  *overdue(limit: number): Generator<OpenRequest> {
    const due = performance.now() - limit;
    while (this.#oldest !== null && this.#oldest.since <= due) {
      const oldest = this.#oldest;
      this.#unlist(oldest);
      yield oldest;
    }
  }

  /** The requests without a response, the oldest first. */
  *open(): Generator<OpenRequest> {
    for (let each = this.#oldest; each !== null; each = each.after) yield each;
  }

  /** The newest request of a connection and the one before it: a client may send the next before it has the response. */
  lastOn(socket: Socket): readonly OpenRequest[] {
    const newest = this.#newestOn.get(socket);
    if (newest === undefined) return [];
    return newest.earlier === null ? [newest] : [newest, newest.earlier];
  }

  /** Connections without any data so far: Node counts them as busy. */
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

  /** May be called repeatedly. */
  remove(request: OpenRequest): void {
    const link = request as Link;
    const { socket } = link.reply.request.raw;
    if (link.isListed) this.#unlist(link);
    link.earlier = null;
    // Responses are sent in the order of the requests.
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
