/** Begins and ends sessions: POST and DELETE /api/abtest/v1/session. */
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { isLoopback } from '../../http/loopback.js';
import { type CorsOptions, isCrossDomainAllowed } from '../http/cors.js';
import { HttpError } from '../http/http-errors.js';
import { problems } from '../openapi/openapi-schema.js';
import { invalid } from '../v1/invalid.js';
import { NoQuery } from '../v1/parameters.js';
import { refuseNeedlessBody } from '../v1/refusals.js';
import type { Csrf } from './csrf.js';
import type { CsrfOptions } from './options.js';
import type { Sessions } from './sessions.js';

const tags = ['session'];
const NOTHING = { 204: Type.Null({ description: 'Done; nothing to read.' }) };

interface Needs {
  readonly sessions: Sessions;
  readonly csrf: Csrf;
  /** The second cookie, which pages of another subdomain can read. */
  readonly cookie: CsrfOptions['crossDomainCookie'];
  readonly cors: CorsOptions | undefined;
}

export function sessionRoutes({ sessions, csrf, cookie: second, cors }: Needs): FastifyPluginAsync {
  const attributes = (request: FastifyRequest): CookieSerializeOptions => ({
    path: '/',
    sameSite: sessions.sameSite,
    // Over plain http the cookie is for trying things out on this machine only.
    secure: request.protocol === 'https' || sessions.sameSite === 'none' || !isLoopback(request.hostname),
  });
  const across = (request: FastifyRequest, reply: FastifyReply, token: string): void => {
    if (second === undefined || !isCrossDomainAllowed(request, cors)) return;
    const { name, domain } = second;
    reply.setCookie(name, token, { ...attributes(request), domain, secure: true, maxAge: sessions.lifetime });
  };
  return async (app) => {
    app.setSchemaErrorFormatter(invalid);
    app.addHook('preValidation', refuseNeedlessBody);
    const begin = {
      summary: 'Begin a session: a cookie in place of a token',
      tags,
      querystring: NoQuery,
      response: { ...NOTHING, ...problems() },
    };
    app.post('/session', { schema: begin }, async (request, reply) => {
      const { principal } = request;
      if (principal?.by !== 'token') {
        throw new HttpError(401, 'A session begins with a token in the Authorization header.');
      }
      const { cookie, csrf: token } = await sessions.begin(principal);
      const more = { ...attributes(request), maxAge: sessions.lifetime };
      reply.setCookie(sessions.cookieName, cookie, { ...more, httpOnly: true });
      reply.setCookie(csrf.cookieName, token, more);
      across(request, reply, token);
      return reply.status(204).send();
    });
    const end = {
      summary: 'End the session of this browser',
      tags,
      querystring: NoQuery,
      response: { ...NOTHING, ...problems() },
    };
    app.delete('/session', { schema: end }, async (request, reply) => {
      reply.clearCookie(sessions.cookieName, { ...attributes(request), httpOnly: true });
      reply.clearCookie(csrf.cookieName, attributes(request));
      if (second !== undefined)
        reply.clearCookie(second.name, { ...attributes(request), domain: second.domain });
      return reply.status(204).send();
    });
  };
}
