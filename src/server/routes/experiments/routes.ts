/** Open edX's experiments API as its old clients know it: /api/experiments/v0. */
import type { FastifyPluginAsync } from 'fastify';
import type { ServiceContext } from '../../context.js';

export function experimentsRoutes(_context: ServiceContext): FastifyPluginAsync {
  return async () => undefined;
}
