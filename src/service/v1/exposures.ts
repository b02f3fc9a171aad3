/** PUT courses/…/blocks/…/exposures/…: records that a block's content was shown to a learner. */
import Type from 'typebox';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import { decisionView, Exposed } from './answers.js';
import { BlockParams, NoQuery } from './parameters.js';
import { mustActFor } from './refusals.js';
import type { ServedCourses } from './served-course.js';

const Body = Type.Object(
  {
    context: Type.String({
      minLength: 1,
      maxLength: 1000,
      pattern: '^[^\\u0000]*$',
      description: 'Where it was shown: a page, or the usage key of the block; recorded once for each',
    }),
  },
  { additionalProperties: false },
);

export function exposureRoutes(app: TypedApp, courses: ServedCourses): void {
  app.put(
    '/courses/:course/blocks/:block/exposures/:learner',
    {
      schema: {
        operationId: 'expose',
        tags: ['learners'],
        summary: "Record that a block's content was shown to a learner. Assigns the learner if necessary.",
        description:
          'Idempotent: recorded once per learner, experiment and context. 201 when this request recorded it, else 200.',
        params: BlockParams,
        querystring: NoQuery,
        body: Body,
        response: { 200: Exposed, 201: Exposed, ...problems(404, 413, 415, 507) },
      },
    },
    async (request, reply) => {
      const { course, block: id, learner } = request.params;
      mustActFor(request, learner);
      const served = courses.get(course);
      const { block } = served.block(id);
      const runtime = await served.runtime();
      const { decision, first } = await runtime.expose(block, learner, request.body.context);
      if (first) reply.code(201);
      const isAssigned = decision.reason === 'stored' || decision.reason === 'split';
      return {
        recorded: isAssigned && decision.shown !== null,
        first,
        decision: decisionView(served, decision),
      };
    },
  );
}
