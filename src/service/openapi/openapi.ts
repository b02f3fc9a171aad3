/** The OpenAPI 3.1 document of the service, generated from the schemas of its routes, and the page that shows it. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { VERSION } from '../../presentation/program.js';
import { keptAnswer } from '../http/kept-answer.js';
import { DOCUMENTATION_POLICY, documentationPage } from './documentation.js';
import type { OpenapiDocument } from './openapi-document.js';
import { SHARED_SCHEMAS } from './openapi-schema.js';

const DESCRIPTION = `Which group of an experiment a learner is in, and what that group sees.

A group is assigned once and kept; the response is sent once the assignment is on disk. Names of courses, experiments, blocks and learners are path segments, percent-encoded (a slash is %2F). Undocumented properties and parameters are refused, not ignored. Errors are problem details (RFC 9457).`;

const TAGS = [
  { name: 'documents', description: 'Validation of course XML' },
  { name: 'courses', description: 'Courses and their experiments' },
  { name: 'learners', description: 'Groups, children and exposures of a learner' },
  { name: 'flags', description: 'Experiment flags' },
  {
    name: 'ofrep',
    description: 'Evaluation for clients of OpenFeature, by its remote evaluation protocol 0.3.0',
  },
];

/** Called before the routes are registered: the document contains what is registered later. */
export async function describeRoutes(app: FastifyInstance, sessionCookie: string): Promise<void> {
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'olx-abtest', version: VERSION, description: DESCRIPTION },
      tags: TAGS,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A JWT of the LMS' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookie,
            description: 'A session; writing requests also require its CSRF token',
          },
        },
      },
      security: [{ bearer: [] }, { session: [] }],
    },
    // A route with a wildcard is described with the parameters that its path has.
    transform: ({ schema, url }) => {
      const { 'x-path': path = url, ...rest } = (schema ?? {}) as { 'x-path'?: string };
      return { schema: rest, url: path };
    },
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`),
    },
  });
  const hidden = { config: { open: true, isPage: true }, schema: { hide: true } };
  const documentAt = (basePath: string): OpenapiDocument => {
    const { openapi, info, ...rest } = documentOf(app);
    return { openapi, info, servers: [{ url: basePath === '' ? '/' : basePath }], ...rest };
  };
  const document = keptAnswer((basePath) => `${JSON.stringify(documentAt(basePath), null, 2)}\n`);
  const page = keptAnswer((basePath) => documentationPage(documentAt(basePath)).text);
  app.get('/api/openapi.json', hidden, (request, reply) => document(request, reply.type('application/json')));
  app.get('/api/', hidden, (request, reply) => {
    reply.header('content-security-policy', DOCUMENTATION_POLICY).type('text/html; charset=utf-8');
    return page(request, reply);
  });
}

/** Sorts paths and schemas by name, so that the document changes only where the service does. */
function documentOf(app: FastifyInstance): OpenapiDocument {
  const document = app.swagger() as unknown as OpenapiDocument;
  const { paths, components } = document;
  return {
    ...document,
    paths: byName(paths),
    components: { ...components, schemas: byName(components.schemas) },
  };
}

function byName<Value>(object: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
