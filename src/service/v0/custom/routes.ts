/** Open edX's custom views of experiments: user metadata and the mobile upsell, where the service has facts. */
import type { FastifyInstance, FastifyPluginAsync, FastifySchema } from 'fastify';
import type { CsrfCookies } from '../../auth/csrf-cookies.js';
import type { FactsOptions, ServiceContext } from '../../service-options.js';
import { plainDescription } from '../metadata.js';
import { answerExperimentsError, sendJson } from '../refusals.js';
import { answerDeveloperError } from './answers.js';
import { MobileUpsellAction } from './mobile-upsell.js';
import { METADATA, UPSELL } from './schemas.js';
import { admitToMetadata, UserMetadataAction } from './user-metadata.js';

/** Methods that are refused after authentication; HEAD is answered like GET. */
const OTHERS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function customRoutes(
  context: ServiceContext,
  facts: FactsOptions,
  cookies: CsrfCookies,
): FastifyPluginAsync {
  return async (app) => {
    app.setValidatorCompiler(() => () => true);
    await app.register(async (part) => addMetadata(part, new UserMetadataAction(context, facts)));
    await app.register(async (part) => addUpsell(part, new MobileUpsellAction(context, facts), cookies));
  };
}

function addMetadata(app: FastifyInstance, action: UserMetadataAction): void {
  app.setErrorHandler(answerExperimentsError);
  app.addHook('onRequest', admitToMetadata);
  const url = '/userMetadata/*';
  app.get(url, { schema: METADATA as FastifySchema }, (request, reply) => action.retrieve(request, reply));
  addOthers(app, url, 'User Meta Data');
}

function addUpsell(app: FastifyInstance, action: MobileUpsellAction, cookies: CsrfCookies): void {
  app.setErrorHandler(answerDeveloperError);
  app.addHook('onRequest', (request, reply) => action.admit(request, reply));
  const url = '/REV-934/';
  app.get(url, { schema: UPSELL as FastifySchema }, async (request, reply) => {
    await cookies.ensure(request, reply);
    return action.retrieve(request, reply);
  });
  addOthers(app, url, 'Rev934');
}

function addOthers(app: FastifyInstance, url: string, name: string): void {
  app.route({
    method: OTHERS,
    url,
    schema: { hide: true } as FastifySchema,
    // Other methods were refused before their body is read.
    handler: async (_request, reply) => sendJson(reply, plainDescription(name)),
  });
}
