/** GET courses, GET courses/…/experiments: the courses of the service and their experiments. */
import { type CourseBlock, displayNameOf, fractionText } from '../../index.js';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import { Courses, Experiments } from './answers.js';
import { CourseParams, NoQuery } from './parameters.js';
import { mustBeStaff } from './refusals.js';
import { lastPart, type ServedCourse, type ServedCourses } from './served-course.js';

export function courseRoutes(app: TypedApp, courses: ServedCourses): void {
  app.get(
    '/courses',
    {
      schema: {
        operationId: 'listCourses',
        tags: ['courses'],
        summary: 'List the courses.',
        querystring: NoQuery,
        response: { 200: Courses, ...problems() },
      },
    },
    async ({ principal }) => ({
      courses: courses.names.map((name) => {
        const { course, experiments, broken } = courses.get(name);
        const { kind, label } = course;
        // The paths of courses on the server are not shown to learners.
        return {
          course: name,
          kind,
          label: principal?.isStaff ? label : lastPart(label),
          experiments: experiments.length,
          brokenBlocks: broken.length,
        };
      }),
    }),
  );
  app.get(
    '/courses/:course/experiments',
    {
      schema: {
        operationId: 'listExperiments',
        tags: ['courses'],
        summary: 'List the experiments of a course, their groups and blocks. For staff.',
        description:
          'For staff only: learners who know the other groups may behave differently, which biases the experiment.',
        params: CourseParams,
        querystring: NoQuery,
        response: { 200: Experiments, ...problems(404) },
      },
    },
    async (request) => {
      mustBeStaff(request);
      const served = courses.get(request.params.course);
      return {
        course: served.name,
        scope: served.scope,
        experiments: served.experiments.map(({ name, key, division, blocks }) => ({
          name,
          key,
          groups: division.groups.map((arm) => ({
            name: arm.name,
            key: arm.key,
            portion: fractionText(arm.share),
            isDefault: arm.group.isDefault,
          })),
          blocks: blocks.map((each) => blockView(served, each)),
        })),
        broken: served.broken.map((each) => blockView(served, each)),
      };
    },
  );
}

function blockView({ course, idOf, fileOf }: ServedCourse, each: CourseBlock) {
  const { node, block } = each;
  return {
    block: idOf(each),
    kind: block.kind,
    urlName: node.urlName,
    displayName: displayNameOf(course, node),
    file: fileOf(block.place.file),
    line: block.place.start.line,
  };
}
