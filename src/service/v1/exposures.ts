/** PUT courses/…/blocks/…/exposures/…: records that a block's content was shown to a learner. */

import type { FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Decision, ExposureResult } from '../../index.js';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import { decisionView, Exposed } from './answers.js';
import { AssignmentParams, BlockParams, NoQuery } from './parameters.js';
import { mustActFor, refused } from './refusals.js';
import type { ServedCourse, ServedCourses } from './served-course.js';

const context = Type.String({
  minLength: 1,
  maxLength: 1000,
  pattern: '^[^\\u0000]*$',
  description: 'Where it was shown: a page, or the usage key of the block; recorded once for each',
});
const Body = Type.Object({ context }, { additionalProperties: false });
const ShownBody = Type.Object(
  {
    context,
    group: Type.Optional(
      Type.String({ description: 'The group that was shown: 409 where the learner sees another one' }),
    ),
  },
  { additionalProperties: false },
);

const SUMMARY = "Record that a block's content was shown to a learner. Assigns the learner if necessary.";
const DESCRIPTION =
  'Idempotent: recorded once per learner, experiment and context. 201 when this request recorded it, else 200.';

export function exposureRoutes(app: TypedApp, courses: ServedCourses): void {
  app.put(
    '/courses/:course/blocks/:block/exposures/:learner',
    {
      schema: {
        operationId: 'expose',
        tags: ['learners'],
        summary: SUMMARY,
        description: DESCRIPTION,
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
      const exposed = await runtime.expose(block, learner, request.body.context);
      return answer(reply, served, exposed);
    },
  );
  app.put(
    '/courses/:course/experiments/:experiment/exposures/:learner',
    {
      schema: {
        operationId: 'exposeExperiment',
        tags: ['learners'],
        summary: 'The same, for pages that know the experiment and not the block.',
        description: `${DESCRIPTION} 409 also where the page showed another group than the learner has, as after a failed request for it.`,
        params: AssignmentParams,
        querystring: NoQuery,
        body: ShownBody,
        response: { 200: Exposed, 201: Exposed, ...problems(404, 409, 413, 415, 507) },
      },
    },
    async (request, reply) => {
      const { course, experiment, learner } = request.params;
      mustActFor(request, learner);
      const served = courses.get(course);
      const { block } = served.experiment(experiment);
      const runtime = await served.runtime();
      const { context, group } = request.body;
      if (group !== undefined) mustSee(await runtime.peek(block, learner), group);
      return answer(reply, served, await runtime.expose(block, learner, context));
    },
  );
}

/** @throws ProblemError 409 */
function mustSee({ group, shown }: Decision, wanted: string): void {
  const sees = shown === null ? group : (shown.name ?? String(shown.id));
  if (sees === wanted) return;
  throw refused(
    409,
    'other-group',
    `The learner sees the group "${sees}", and "${wanted}" was shown`,
    'Evaluate the experiment again before showing it.',
  );
}

function answer(
  reply: FastifyReply,
  served: ServedCourse,
  { decision, first }: ExposureResult,
): Static<typeof Exposed> {
  if (first) reply.code(201);
  const isAssigned = decision.reason === 'stored' || decision.reason === 'split';
  return {
    recorded: isAssigned && decision.shown !== null,
    first,
    decision: decisionView(served, decision),
  };
}
