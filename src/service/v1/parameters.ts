/** Path and query parameters: strings with a pattern, since values are never coerced to another type. */
import Type from 'typebox';

/** A store accepts no NUL, and up to 1,000 UTF-16 units. */
export const NAME = { minLength: 1, maxLength: 1000, pattern: '^[^\\u0000]*$' };
const strict = { additionalProperties: false };

const course = Type.String({
  ...NAME,
  description:
    'The course key, `course-v1:ORG+COURSE+RUN`; for a course without one, its identifier in the list of courses',
});
const experiment = Type.String({
  ...NAME,
  description:
    'The name of the experiment; for a split_test the name of its group configuration, or the key of its assignments',
});
const block = Type.String({
  ...NAME,
  description:
    "The usage key of an A/B block, `block-v1:ORG+COURSE+RUN+type@abtest+block@URL_NAME`, as in the course's list of experiments",
});
const learner = Type.String({
  ...NAME,
  description: 'The username: an opaque string, compared byte by byte',
});

export const CourseParams = Type.Object({ course }, strict);
export const AssignmentParams = Type.Object({ course, experiment, learner }, strict);
export const BlockParams = Type.Object({ course, block, learner }, strict);
export const FlagParams = Type.Object(
  { name: Type.String({ ...NAME, description: 'The full name of the main flag' }), learner },
  strict,
);

/** For routes without a query: unknown parameters are rejected there too. */
export const NoQuery = Type.Object({}, strict);

const truth = (description: string) =>
  Type.Optional(Type.Unsafe<'true' | 'false'>({ type: 'string', enum: ['true', 'false'], description }));

export const ContentQuery = Type.Object(
  { content: truth('Whether to include the content of leaves; default false') },
  strict,
);

export const LearnerQuery = Type.Object(
  {
    within: Type.Optional(
      Type.String({
        ...NAME,
        description:
          'Only A/B blocks inside this block of the outline, such as a unit: its usage key, `block-v1:…+type@vertical+block@URL_NAME`; encode `+` as %2B',
      }),
    ),
    experiment: Type.Optional(
      Type.Union([Type.String(NAME), Type.Array(Type.String(NAME))], {
        description: 'Only the A/B blocks of this experiment; repeatable',
      }),
    ),
    children: truth('Whether to include the children of the groups; default true'),
    content: truth('Whether to include the content of leaves; default false'),
  },
  strict,
);

export const LearnerParams = Type.Object({ course, learner }, strict);
export const ExperimentParams = Type.Object({ course, experiment }, strict);

export const KeepingQuery = Type.Object(
  {
    keeping: Type.Optional(
      Type.Unsafe<'peek' | 'assign'>({
        type: 'string',
        enum: ['peek', 'assign'],
        description: '`assign` stores the assignments; default `peek`',
      }),
    ),
  },
  strict,
);

export const StreamQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        pattern: '^(0|[1-9][0-9]{0,14})$',
        description: 'The position after which to begin; default 0, before the first row',
      }),
    ),
    experiment: Type.Optional(
      Type.String({
        ...NAME,
        description: 'Only this experiment, by its name or the key of its assignments',
      }),
    ),
  },
  strict,
);

export const BucketQuery = Type.Object(
  {
    course: Type.Optional(
      Type.String({
        ...NAME,
        description:
          'The course key (encode `+` as %2B); without one, overrides and the enrolment window do not apply',
      }),
    ),
    buckets: Type.Optional(
      Type.String({
        pattern: '^([1-9][0-9]{0,2}|1000)$',
        description: 'The number of buckets; default 2',
      }),
    ),
    experimentId: Type.Optional(
      Type.String({
        pattern: '^(0|[1-9][0-9]{0,8})$',
        description: 'The experiment whose enrolment window applies',
      }),
    ),
    courseAware: truth('Whether learners are bucketed separately in each course; default true'),
    enrolled: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: 'When the learner enrolled, in ISO 8601; default: not enrolled',
      }),
    ),
  },
  strict,
);
