/** GET flags, GET flags/…/bucket/…: experiment flags, and the bucket that they give a learner. */
import Type from 'typebox';
import { ExperimentFlag, explainBucket, FlagContext, FlagSource, type FlagUser } from '../../index.js';
import { readInstant } from '../../internal/learners.js';
import { oneOf, problems, type TypedApp } from '../openapi/openapi-schema.js';
import type { ServiceContext } from '../service-options.js';
import { BucketQuery, FlagParams, NoQuery } from './parameters.js';
import { mustActFor, mustBeStaff, refused } from './refusals.js';

const strict = { additionalProperties: false };

const Flags = Type.Object(
  {
    flags: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          everyone: Type.Unsafe<boolean | null>({
            type: ['boolean', 'null'],
            description: 'On or off for everyone; null leaves the decision to the other rules',
          }),
          percent: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
          testing: Type.Boolean(),
          superusers: Type.Boolean(),
          staff: Type.Boolean(),
          authenticated: Type.Boolean(),
          languages: Type.Array(Type.String()),
          rollout: Type.Boolean(),
          note: Type.String(),
          users: Type.Array(Type.String()),
          groups: Type.Array(Type.String()),
        },
        strict,
      ),
    ),
    overrides: Type.Array(
      Type.Object(
        {
          flag: Type.String(),
          scope: oneOf(['course', 'org'], 'The kind of target'),
          target: Type.String({ description: 'A course key or an org' }),
          choice: oneOf(['on', 'off'], 'The forced value'),
        },
        strict,
      ),
    ),
  },
  { ...strict, description: 'The current flags by name, and the overrides in force' },
);

const Bucket = Type.Object(
  {
    flag: Type.String(),
    learner: Type.String(),
    bucket: Type.Integer({ minimum: 0 }),
    reason: Type.String({ description: '`off`, `outside-window`, `forced` or `hash`' }),
    steps: Type.Optional(
      Type.Array(
        Type.Object(
          {
            step: oneOf(
              ['user', 'main-flag', 'window', 'bucket-flag', 'hash', 'answer'],
              'What was evaluated',
            ),
            says: Type.String(),
          },
          strict,
        ),
      ),
    ),
  },
  {
    ...strict,
    description: 'The bucket, and why; `steps`, which name courses, dates and other flags, for staff only',
  },
);

export function flagRoutes(app: TypedApp, { store, now }: ServiceContext): void {
  const source = new FlagSource(store.data);
  app.get(
    '/flags',
    {
      schema: {
        operationId: 'listFlags',
        tags: ['flags'],
        summary: 'List the flags and their overrides. For staff.',
        querystring: NoQuery,
        response: { 200: Flags, ...problems() },
      },
    },
    async (request) => {
      mustBeStaff(request);
      const { flags, overrides } = await store.data.settings();
      return {
        flags: [...flags]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ name, definition }) => ({
            ...definition,
            name,
            languages: [...definition.languages],
            users: [...definition.users],
            groups: [...definition.groups],
          })),
        overrides: overrides
          .filter(({ enabled }) => enabled)
          .map(({ waffle_flag, scope, target, override_choice }) => ({
            flag: waffle_flag,
            scope,
            target,
            choice: override_choice,
          })),
      };
    },
  );
  app.get(
    '/flags/:name/bucket/:learner',
    {
      schema: {
        operationId: 'bucket',
        tags: ['flags'],
        summary: 'Get the bucket of a learner for a flag, and why. Stores nothing.',
        description:
          'Only the request describes the learner: there are no groups and no cookies, and only the caller can be a member of staff. A flag that is on for a percentage is rolled for each request.',
        params: FlagParams,
        querystring: BucketQuery,
        response: { 200: Bucket, ...problems() },
      },
    },
    async (request) => {
      const { name, learner } = request.params;
      mustActFor(request, learner);
      const { principal } = request;
      const isStaff = principal?.username === learner && principal.isStaff;
      const user: FlagUser = { id: learner, username: learner, is_staff: isStaff };
      const context = new FlagContext(await source.current(), { user }, servicesOf(request.query, now));
      const { bucket, reason, steps } = orRefused(() =>
        explainBucket(flagOf(name, request.query), context, request.query.course),
      );
      return { flag: name, learner, bucket, reason, ...(principal?.isStaff && { steps: [...steps] }) };
    },
  );
}

interface BucketQuestion {
  readonly buckets?: string;
  readonly experimentId?: string;
  readonly courseAware?: 'true' | 'false';
  readonly enrolled?: string;
}

function flagOf(name: string, { buckets, experimentId, courseAware }: BucketQuestion): ExperimentFlag {
  return new ExperimentFlag(name, 'service', {
    numBuckets: Number(buckets ?? 2),
    experimentId: experimentId === undefined ? null : Number(experimentId),
    useCourseAwareBucketing: courseAware !== 'false',
  });
}

function servicesOf({ enrolled }: BucketQuestion, now: () => Date) {
  const clock = { now: () => now().getTime() };
  if (enrolled === undefined) return clock;
  const time = readInstant(enrolled);
  if (time === null)
    throw refused(
      400,
      'bad-request',
      `The parameter enrolled "${enrolled}" is not a date`,
      'Write 2026-01-31T12:00:00Z.',
    );
  return { ...clock, enrolledAt: () => new Date(time) };
}

/** Errors of the pure functions are errors in the request. */
function orRefused<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw refused(400, 'bad-request', error.message);
    throw error;
  }
}
