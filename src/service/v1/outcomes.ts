/** POST courses/…/outcomes: records a number that was measured of a learner, such as a tracking event with a value. */
import Type from 'typebox';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import type { ServiceContext } from '../service-options.js';
import { CourseParams, NAME, NoQuery } from './parameters.js';
import { mustActFor } from './refusals.js';
import type { ServedCourses } from './served-course.js';

const strict = { additionalProperties: false };

const Body = Type.Object(
  {
    learner: Type.Optional(
      Type.String({ ...NAME, description: 'The username; default: the user of the request' }),
    ),
    name: Type.String({ ...NAME, description: 'The name of the tracking event' }),
    value: Type.Number({ description: 'What was measured' }),
  },
  strict,
);

const Recorded = Type.Object(
  {
    learner: Type.String(),
    name: Type.String(),
    value: Type.Number(),
    at: Type.String({ description: 'When it was received, ISO 8601' }),
  },
  { ...strict, description: 'The outcome as it is stored' },
);

export function outcomeRoutes(
  app: TypedApp,
  courses: ServedCourses,
  { store, now }: Pick<ServiceContext, 'store' | 'now'>,
): void {
  app.post(
    '/courses/:course/outcomes',
    {
      schema: {
        operationId: 'recordOutcome',
        tags: ['learners'],
        summary: 'Record an outcome of a learner: a tracking event with a value.',
        description:
          'Each request is recorded with the time at which it is received; the same value of the same millisecond is recorded once.',
        params: CourseParams,
        querystring: NoQuery,
        body: Body,
        response: { 201: Recorded, ...problems(404, 413, 415, 507) },
      },
    },
    async (request, reply) => {
      const { name, value } = request.body;
      const learner = request.body.learner ?? request.principal!.username;
      mustActFor(request, learner);
      const { scope } = courses.get(request.params.course);
      const at = now();
      await store.recordOutcome({ scope, learner, name, value, at });
      reply.code(201);
      return { learner, name, value, at: at.toISOString() };
    },
  );
}
