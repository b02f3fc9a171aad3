/** The names in paths and queries: texts with a form, since no value is ever taken for another kind of value. */
import Type from 'typebox';

/** A store takes no NUL, and up to 1,000 UTF-16 units. */
const NAME = { minLength: 1, maxLength: 1000, pattern: '^[^\\u0000]*$' };
const strict = { additionalProperties: false };

const course = Type.String({
  ...NAME,
  description:
    'The course key, `course-v1:ORG+COURSE+RUN`; of a course without one, its name in the list of courses',
});
const experiment = Type.String({
  ...NAME,
  description:
    'The name of the experiment; of a split_test the name of its group configuration, or the key of its assignments',
});
const block = Type.String({
  ...NAME,
  description:
    "The usage key of an A/B block, `block-v1:ORG+COURSE+RUN+type@abtest+block@URL_NAME`, as the course's list has it",
});
const learner = Type.String({ ...NAME, description: 'The username: an opaque text, compared byte by byte' });

export const CourseParams = Type.Object({ course }, strict);
export const AssignmentParams = Type.Object({ course, experiment, learner }, strict);
export const BlockParams = Type.Object({ course, block, learner }, strict);
export const FlagParams = Type.Object(
  { name: Type.String({ ...NAME, description: 'The full name of the main flag' }), learner },
  strict,
);

/** For routes without a query: an unknown parameter is refused there too. */
export const NoQuery = Type.Object({}, strict);

const truth = (description: string) =>
  Type.Optional(Type.Unsafe<'true' | 'false'>({ type: 'string', enum: ['true', 'false'], description }));

export const ContentQuery = Type.Object(
  { content: truth('Whether the content of the leaves comes along; default false') },
  strict,
);

export const BucketQuery = Type.Object(
  {
    course: Type.Optional(
      Type.String({
        ...NAME,
        description: 'The course key (`+` is %2B here); without one, no override and no window',
      }),
    ),
    buckets: Type.Optional(
      Type.String({
        pattern: '^([1-9][0-9]{0,2}|1000)$',
        description: 'How many buckets there are; default 2',
      }),
    ),
    experimentId: Type.Optional(
      Type.String({ pattern: '^(0|[1-9][0-9]{0,8})$', description: 'Whose enrolment window counts' }),
    ),
    courseAware: truth('Whether each course draws anew; default true'),
    enrolled: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: 'When the learner enrolled, ISO 8601; default: not enrolled',
      }),
    ),
  },
  strict,
);
