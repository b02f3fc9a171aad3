/** The paths of v0, with the allowed methods and users of each. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import { acceptedRanges, methodNotAllowed, notFound, notLoggedIn, notPermitted } from './refusals.js';

export type Model = 'data' | 'key-value';

interface Resource {
  /** As in the routes below the prefix; `{id}` is `[^/.]+`. */
  readonly pattern: RegExp;
  readonly allow: readonly string[];
  readonly who: 'anybody' | 'logged-in' | 'staff-or-read' | 'staff';
}

const ROOT: Resource = { pattern: /^\/(\.json\/?)?$/, allow: ['GET', 'HEAD', 'OPTIONS'], who: 'anybody' };
const DETAIL = ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const RESOURCES: readonly Resource[] = [
  ROOT,
  { pattern: /^\/data(\/|\.json\/?)$/, allow: ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS'], who: 'logged-in' },
  { pattern: /^\/key-value(\/|\.json\/?)$/, allow: ['GET', 'POST', 'HEAD', 'OPTIONS'], who: 'staff-or-read' },
  { pattern: /^\/(data|key-value)\/bulk_upsert(\/|\.json\/?)$/, allow: ['PUT', 'OPTIONS'], who: 'staff' },
  { pattern: /^\/data\/[^/.]+(\/|\.json\/?)$/, allow: DETAIL, who: 'logged-in' },
  { pattern: /^\/key-value\/[^/.]+(\/|\.json\/?)$/, allow: DETAIL, who: 'staff-or-read' },
];

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Runs before every request below the prefix, in Django's order: does the path exist, can it be answered in this
 * format, is the user allowed, does the method exist? As in Django, every response lists the allowed methods.
 */
export async function admit(request: FastifyRequest, reply: FastifyReply, prefix: string): Promise<void> {
  const path = decodedPath(request.url).slice(prefix.length);
  const resource = RESOURCES.find(({ pattern }) => pattern.test(path));
  if (resource === undefined) throw notFound();
  reply.header('Allow', resource.allow.join(', '));
  // A request without a route has not passed authentication yet.
  if (request.is404) await request.server.authenticate(request);
  negotiate(request);
  permit(resource.who, request);
  if (!resource.allow.includes(request.method)) throw methodNotAllowed(request.method);
  if (request.is404) throw notFound();
}

/** The path of a URL as Django reads it; an encoded slash stays as it is, since the router does not split there. */
export function decodedPath(url: string): string {
  // A proxy may send the whole URL.
  const path = url.split('?', 1)[0]!.replace(/^https?:\/\/[^/]*/i, '');
  // The router has refused a malformed one.
  return path.includes('%') ? decodeURIComponent(path.replace(/%2f/gi, '%252F')) : path;
}

/** JSON is the only format. */
export function negotiate(request: FastifyRequest): void {
  const { format } = request.query as { format?: string | string[] };
  const wanted = Array.isArray(format) ? format.at(-1) : format;
  if (wanted && wanted !== 'json') throw notFound();
  if (acceptedRanges(request.headers.accept).length > 0) return;
  throw new HttpError(406, 'Could not satisfy the request Accept header.');
}

function permit(who: Resource['who'], { principal, method }: FastifyRequest): void {
  if (who === 'anybody' || (who === 'staff-or-read' && SAFE.has(method))) return;
  if (principal === null) throw notLoggedIn();
  if (who !== 'logged-in' && !principal.isStaff) throw notPermitted();
}
