/** Requests that no route takes: another method, a slash too many or too few at the end, or no such path. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './http-errors.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Called before the routes are registered. Needs no login: the document of the API lists the routes to everyone. */
export function answerUnrouted(app: FastifyInstance): void {
  const routes = new Map<string, Route>();
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set(['OPTIONS']) };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  const routeAt = (path: string): Route | undefined =>
    [...routes.values()].find(({ pattern }) => pattern.test(path));
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const mark = request.url.indexOf('?');
    const [path, query] =
      mark === -1 ? [request.url, ''] : [request.url.slice(0, mark), request.url.slice(mark)];
    const route = routeAt(path);
    if (route === undefined) {
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
      if (routeAt(other) === undefined) throw new HttpError(404, 'The route does not exist.');
      return reply
        .status(308)
        .header('Location', relative(path, other) + query)
        .send();
    }
    reply.header('Allow', [...route.methods].sort().join(', '));
    if (request.method === 'OPTIONS') return reply.status(204).send();
    throw new HttpError(405, `The method ${request.method} is not allowed here.`, {
      hint: 'See GET /api/openapi.json for the methods of each path.',
    });
  });
}

/** A reference that also holds behind a proxy that serves the paths below another one. */
function relative(path: string, other: string): string {
  const last = other.replace(/\/$/, '').split('/').at(-1)!;
  return path.endsWith('/') ? `../${last}` : `./${last}/`;
}

/** A parameter is one segment of a path. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : literal(part)));
  return new RegExp(`^${parts.join('/')}$`);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
