/** Our own API: /api/abtest/v1. */
import type { FastifyPluginAsync } from 'fastify';
import type { ServiceContext } from '../../context.js';

export function abtestRoutes(_context: ServiceContext): FastifyPluginAsync {
  return async () => undefined;
}
