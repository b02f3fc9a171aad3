/** The routes that start and end sessions: POST and DELETE /api/abtest/v1/session. */
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { HttpError } from '../http/http-errors.js';
import { problems } from '../openapi/openapi-schema.js';
import { invalid } from '../v1/invalid.js';
import { NoQuery } from '../v1/parameters.js';
import { refuseNeedlessBody } from '../v1/refusals.js';
import type { CsrfCookies } from './csrf-cookies.js';
import type { Sessions } from './sessions.js';

const tags = ['session'];
const NOTHING = { 204: Type.Null({ description: 'Success' }) };

interface Needs {
  readonly sessions: Sessions;
  readonly cookies: CsrfCookies;
}

export function sessionRoutes({ sessions, cookies }: Needs): FastifyPluginAsync {
  return async (app) => {
    app.setSchemaErrorFormatter(invalid);
    app.addHook('preValidation', refuseNeedlessBody);
    const begin = {
      summary: 'Start a session: a cookie replaces the token',
      tags,
      querystring: NoQuery,
      response: { ...NOTHING, ...problems() },
    };
    app.post('/session', { schema: begin }, async (request, reply) => {
      const { principal } = request;
      if (principal?.by !== 'token') {
        throw new HttpError(401, 'Starting a session requires a token in the Authorization header.');
      }
      const { cookie, csrf: token } = await sessions.begin(principal);
      const { lifetime: maxAge } = sessions;
      reply.setCookie(sessions.cookieName, cookie, {
        ...cookies.attributes(request),
        maxAge,
        httpOnly: true,
      });
      cookies.set(request, reply, token);
      return reply.status(204).send();
    });
    const end = {
      summary: 'End the session of this browser',
      tags,
      querystring: NoQuery,
      response: { ...NOTHING, ...problems() },
    };
    app.delete('/session', { schema: end }, async (request, reply) => {
      const cookie = request.cookies[sessions.cookieName];
      if (cookie) await sessions.end(cookie);
      reply.clearCookie(sessions.cookieName, { ...cookies.attributes(request), httpOnly: true });
      cookies.clear(request, reply);
      return reply.status(204).send();
    });
  };
}
