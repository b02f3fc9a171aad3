/** Open edX's experiments API as its existing clients use it: /api/experiments/v0. */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest, FastifySchema } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import type { ServiceContext } from '../service-options.js';
import { addBodyParsers } from './bodies.js';
import { BulkActions } from './bulk.js';
import { DataActions } from './data.js';
import { KeyValueActions } from './key-values.js';
import { describe, plainDescription } from './metadata.js';
import { answerExperimentsError, notFound, sendJson } from './refusals.js';
import { admit, decodedPath, type Model } from './resources.js';
import { ROOT, schemasOf } from './schemas.js';

export function experimentsRoutes(context: ServiceContext): FastifyPluginAsync {
  return async (app) => {
    // The format is Django REST Framework's, coercions and messages included, so the handlers validate the fields
    // themselves.
    app.setValidatorCompiler(() => () => true);
    app.setErrorHandler(answerExperimentsError);
    app.setNotFoundHandler(async () => {
      throw notFound();
    });
    // The service may have a general route for OPTIONS, which must not apply here.
    app.options('/*', { schema: { hide: true } as FastifySchema }, async () => {
      throw notFound();
    });
    addBodyParsers(app);
    app.addHook('onRequest', async (request, reply) => {
      await admit(request, reply, app.prefix);
    });
    addRoot(app);
    addData(app, context);
    addKeyValues(app, context);
    addBulk(app, context);
  };
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
type Answer = (request: FastifyRequest) => Promise<{ status?: number; body?: unknown }>;

/** The path itself, and its forms with `.json`, which the API document leaves out. */
function add(app: FastifyInstance, method: Method, path: string, schema: object, answer: Answer): void {
  const suffixed = path.replace(/(:id)?\/$/, (_, id) => (id ? ':id(^[^/.]+).json' : '.json'));
  const bare = path === '/' ? '/.json' : suffixed;
  for (const url of [path, bare, `${bare}/`]) {
    const hidden = url !== path || method === 'OPTIONS';
    app.route({
      method,
      url,
      prefixTrailingSlash: 'slash',
      schema: { ...schema, ...(hidden && { hide: true }) } as FastifySchema,
      handler: async (request, reply) => {
        const { status = 200, body } = await answer(request);
        return body === undefined ? reply.status(status).send() : sendJson(reply.status(status), body);
      },
    });
  }
}

function addRoot(app: FastifyInstance): void {
  add(app, 'GET', '/', ROOT, async (request) => {
    const base = `${request.protocol}://${request.host}${request.basePath}${app.prefix}`;
    // The links have the format of the request, as a suffix or as a parameter.
    const isSuffixed = decodedPath(request.url).includes('.json');
    const { format } = request.query as { format?: string | string[] };
    const end = `${isSuffixed ? '.json' : '/'}${format === undefined ? '' : `?format=${[format].flat().at(-1)}`}`;
    return { body: { data: `${base}/data${end}`, 'key-value': `${base}/key-value${end}` } };
  });
  add(app, 'OPTIONS', '/', {}, async () => ({ body: plainDescription('Api Root') }));
}

function addData(app: FastifyInstance, context: ServiceContext): void {
  const actions = new DataActions(context);
  const schemas = schemasOf('data');
  add(app, 'GET', '/data/', schemas.list, async (request) => ({ body: await actions.list(request) }));
  add(app, 'POST', '/data/', schemas.create, async (request) => ({
    status: 201,
    body: await actions.create(request),
  }));
  add(app, 'PUT', '/data/', schemas.createOrUpdate, async (request) => {
    const { created, row } = await actions.createOrUpdate(request);
    return { status: created ? 201 : 200, body: row };
  });
  add(app, 'OPTIONS', '/data/', {}, async () => ({ body: describe('data', 'List', ['POST', 'PUT']) }));
  addDetail(app, 'data', actions, () => true);
}

function addKeyValues(app: FastifyInstance, context: ServiceContext): void {
  const actions = new KeyValueActions(context);
  const schemas = schemasOf('key-value');
  const isStaff = ({ principal }: FastifyRequest): boolean => principal?.isStaff === true;
  add(app, 'GET', '/key-value/', schemas.list, async (request) => ({ body: await actions.list(request) }));
  add(app, 'POST', '/key-value/', schemas.create, async (request) => ({
    status: 201,
    body: await actions.create(request),
  }));
  add(app, 'OPTIONS', '/key-value/', {}, async (request) => ({
    body: describe('key-value', 'List', isStaff(request) ? ['POST'] : []),
  }));
  addDetail(app, 'key-value', actions, isStaff);
}

function addDetail(
  app: FastifyInstance,
  model: Model,
  actions: DataActions | KeyValueActions,
  mayWrite: (request: FastifyRequest) => boolean,
): void {
  const schemas = schemasOf(model);
  const path = `/${model}/:id/`;
  add(app, 'GET', path, schemas.retrieve, async (request) => ({ body: await actions.retrieve(request) }));
  add(app, 'PUT', path, schemas.update, async (request) => ({
    body: await actions.update(request, { partial: false }),
  }));
  add(app, 'PATCH', path, schemas.patch, async (request) => ({
    body: await actions.update(request, { partial: true }),
  }));
  add(app, 'DELETE', path, schemas.destroy, async (request) => {
    await actions.destroy(request);
    return { status: 204 };
  });
  add(app, 'OPTIONS', path, {}, async (request) => {
    const writes = mayWrite(request) && (await isThere(() => actions.retrieve(request)));
    return { body: describe(model, 'Instance', writes ? ['PUT'] : []) };
  });
}

async function isThere(find: () => Promise<unknown>): Promise<boolean> {
  try {
    await find();
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.statusCode === 404) return false;
    throw error;
  }
}

function addBulk(app: FastifyInstance, context: ServiceContext): void {
  const actions = new BulkActions(context);
  const run = {
    data: (request: FastifyRequest) => actions.data(request),
    'key-value': (request: FastifyRequest) => actions.keyValues(request),
  };
  for (const model of ['data', 'key-value'] as const) {
    const path = `/${model}/bulk_upsert/`;
    add(app, 'PUT', path, schemasOf(model).bulk, async (request) => ({ body: await run[model](request) }));
    add(app, 'OPTIONS', path, {}, async () => ({ body: describe(model, 'Bulk Upsert', []) }));
  }
}
