/** GET /csrf/api/v1/token: the CSRF token, where Open edX's front ends fetch it. */
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { problems } from '../openapi/openapi-schema.js';
import type { CsrfCookies } from './csrf-cookies.js';
import { masked } from './csrf-token.js';

const Token = Type.Object(
  { csrfToken: Type.String({ description: 'The value of the header X-CSRFToken' }) },
  { description: 'The CSRF token, which is also in a cookie' },
);

export function csrfRoutes(cookies: CsrfCookies): FastifyPluginAsync {
  return async (app) => {
    const schema = {
      summary: 'Get the CSRF token that writing requests with a cookie must send',
      tags: ['session'],
      security: [],
      response: { 200: Token, ...problems() },
    };
    app.get('/token', { schema }, async (request, reply) => ({
      csrfToken: masked(await cookies.ensure(request, reply)),
    }));
  };
}
