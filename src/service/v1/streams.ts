/** GET courses/…/exposures, GET courses/…/assignments: what is stored of a course, in the order of storing. For staff. */
import Type from 'typebox';
import { PortionsOfDraws } from '../../internal/learners.js';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import type { ServiceContext } from '../service-options.js';
import { CourseParams, StreamQuery } from './parameters.js';
import { mustBeStaff } from './refusals.js';
import type { ServedCourse, ServedCourses } from './served-course.js';

const strict = { additionalProperties: false };

const ROW = {
  position: Type.String({ description: 'The value of `after` that asks for the rows stored after this one' }),
  experiment: Type.String({ description: "The key of assignments, as in the course's list of experiments" }),
  learner: Type.String(),
  group: Type.String({ description: "The group's key; for a split_test the group's id" }),
};

const NEXT = {
  position: Type.String({ description: 'The value of `after` in the next request' }),
  more: Type.Boolean({ description: 'Whether rows may follow now' }),
};

const Exposure = {
  ...ROW,
  context: Type.String({ description: 'Where it was shown' }),
  at: Type.String({ description: 'ISO 8601' }),
};
const Exposures = Type.Object(
  { exposures: Type.Array(Type.Object(Exposure, strict)), ...NEXT },
  { ...strict, description: 'What was shown to learners' },
);

const Assignment = {
  ...ROW,
  strategy: Type.String({ description: 'The strategy that chose the group, with its version' }),
  assignedAt: Type.String({ description: 'ISO 8601' }),
  portions: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], {
    description:
      'Exact shares by the keys of groups, by which the group was drawn; null where they are not known',
  }),
};
const Assignments = Type.Object(
  { assignments: Type.Array(Type.Object(Assignment, strict)), ...NEXT },
  { ...strict, description: 'The groups of learners' },
);

const DESCRIPTION =
  'Up to 1,000 rows, in the order of storing. Send `position` of one answer as `after` of the next request: no row is skipped, whatever is stored meanwhile. Rows of erased learners are left out.';

export function streamRoutes(app: TypedApp, courses: ServedCourses, { store }: ServiceContext): void {
  app.get(
    '/courses/:course/exposures',
    {
      schema: {
        operationId: 'listExposures',
        tags: ['courses'],
        summary: 'Get the exposures of a course after a position. For staff.',
        description: DESCRIPTION,
        params: CourseParams,
        querystring: StreamQuery,
        response: { 200: Exposures, ...problems(404) },
      },
    },
    async (request) => {
      mustBeStaff(request);
      const served = courses.get(request.params.course);
      const { rows, ...rest } = await store.exposuresAfter(...asked(served, request.query));
      return {
        exposures: rows.map(({ scope: _, at, ...row }) => ({ ...row, at: at.toISOString() })),
        ...rest,
      };
    },
  );
  app.get(
    '/courses/:course/assignments',
    {
      schema: {
        operationId: 'listAssignments',
        tags: ['courses'],
        summary: 'Get the assignments of a course after a position. For staff.',
        description: `${DESCRIPTION} An assignment that is changed occurs again, at its new position.`,
        params: CourseParams,
        querystring: StreamQuery,
        response: { 200: Assignments, ...problems(404) },
      },
    },
    async (request) => {
      mustBeStaff(request);
      const served = courses.get(request.params.course);
      const { rows, ...rest } = await store.assignmentsAfter(...asked(served, request.query));
      const drawn = new PortionsOfDraws(store);
      const assignments = [];
      for (const draw of rows) {
        const { scope: _, assignedAt, ...row } = draw;
        const portions = (await drawn.of(draw))?.shares ?? null;
        assignments.push({ ...row, assignedAt: assignedAt.toISOString(), portions });
      }
      return { assignments, ...rest };
    },
  );
}

interface Query {
  readonly after?: string;
  readonly experiment?: string;
}

/** The position and the filter of a request. */
function asked(
  { scope, experiments }: ServedCourse,
  { after = '0', experiment }: Query,
): [after: string, filter: { scope: string; experiment?: string }] {
  if (experiment === undefined) return [after, { scope }];
  // Rows of an experiment that the course no longer has are found by its key.
  const known = experiments.find(({ key, name }) => key === experiment || name === experiment);
  return [after, { scope, experiment: known?.key ?? experiment }];
}
