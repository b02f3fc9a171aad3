/** GET and PUT courses/…/experiments/…/assignments/…: the group of a learner. */
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import { DecisionAnswer, decisionView } from './answers.js';
import { AssignmentParams, NoQuery } from './parameters.js';
import { mustActFor } from './refusals.js';
import type { ServedCourses } from './served-course.js';

const PATH = '/courses/:course/experiments/:experiment/assignments/:learner';

export function assignmentRoutes(app: TypedApp, courses: ServedCourses): void {
  app.get(
    PATH,
    {
      schema: {
        operationId: 'peekAssignment',
        tags: ['learners'],
        summary: 'Get the group that a learner has, or would get. Stores nothing.',
        params: AssignmentParams,
        querystring: NoQuery,
        response: { 200: DecisionAnswer, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { course, experiment, learner } = request.params;
      mustActFor(request, learner);
      const served = courses.get(course);
      const { block } = served.experiment(experiment);
      return decisionView(served, await (await served.runtime()).peek(block, learner));
    },
  );
  app.put(
    PATH,
    {
      schema: {
        operationId: 'assign',
        tags: ['learners'],
        summary: 'Assign a learner to a group, permanently.',
        description:
          'Idempotent: the first stored assignment is returned from then on. 201 when this request stored it, 200 when it already existed or when nothing is stored. The response is sent once the assignment is on disk.',
        params: AssignmentParams,
        querystring: NoQuery,
        response: { 200: DecisionAnswer, 201: DecisionAnswer, ...problems(404, 409, 507) },
      },
    },
    async (request, reply) => {
      const { course, experiment, learner } = request.params;
      mustActFor(request, learner);
      const served = courses.get(course);
      const { block } = served.experiment(experiment);
      const decision = await (await served.runtime()).assign(block, learner);
      if (decision.reason === 'split' && !decision.stale) reply.code(201);
      return decisionView(served, decision);
    },
  );
}
