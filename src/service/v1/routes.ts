/** Our own API: /api/abtest/v1. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { refuseOtherFormats } from '../http/accept.js';
import { HttpError } from '../http/http-errors.js';
import { ofrepRoutes } from '../ofrep/routes.js';
import type { TypedApp } from '../openapi/openapi-schema.js';
import type { ServiceContext } from '../service-options.js';
import { ANSWER_SCHEMAS } from './answers.js';
import { assignmentRoutes } from './assignments.js';
import { bulkRoutes } from './bulk/decisions.js';
import { learnerRoutes } from './bulk/learner.js';
import { childrenRoutes } from './children.js';
import { courseRoutes } from './courses.js';
import { documentRoutes } from './documents.js';
import { exposureRoutes } from './exposures.js';
import { flagRoutes } from './flags.js';
import { invalid } from './invalid.js';
import { outcomeRoutes } from './outcomes.js';
import { refused, refuseNeedlessBody } from './refusals.js';
import { ServedCourses } from './served-course.js';
import { streamRoutes } from './streams.js';

/** Bytes: more than any request of ours needs. Its JSON is parsed before others are answered. */
const LARGEST = 2 ** 17;

export function abtestRoutes(context: ServiceContext): FastifyPluginAsync {
  return async (untyped) => {
    const app = untyped as TypedApp;
    const courses = new ServedCourses(context);
    for (const schema of ANSWER_SCHEMAS) app.addSchema(schema);
    app.setSchemaErrorFormatter(invalid);
    // A general serializer is compiled for each schema, and runs a validator for each alternative; our answers are plain.
    app.setSerializerCompiler(() => JSON.stringify);
    app.addHook('onRoute', (route) => {
      route.bodyLimit ??= Math.min(LARGEST, context.limits.body);
    });
    app.addHook('onRequest', (request, reply, done) => {
      if (request.principal !== null) {
        const isOther = isCompressed(request) && request.routeOptions.schema?.body !== undefined;
        if (!isOther) return refuseOtherFormats(request, reply, done);
        return done(new HttpError(415, 'The body is compressed.', { hint: 'Send it as it is.' }));
      }
      done(
        refused(
          401,
          'not-logged-in',
          'The request is not authenticated',
          'Send a token, or start a session with one.',
        ),
      );
    });
    app.addHook('preValidation', refuseNeedlessBody);
    documentRoutes(app, context);
    courseRoutes(app, courses);
    assignmentRoutes(app, courses);
    childrenRoutes(app, courses);
    exposureRoutes(app, courses);
    learnerRoutes(app, courses);
    await app.register(bulkRoutes(courses));
    outcomeRoutes(app, courses, context);
    streamRoutes(app, courses, context);
    flagRoutes(app, context);
    await app.register(ofrepRoutes(context, courses));
  };
}

function isCompressed({ headers }: FastifyRequest): boolean {
  const coding = headers['content-encoding'];
  return coding !== undefined && coding.trim().toLowerCase() !== 'identity';
}
