/** The OpenFeature Remote Evaluation Protocol 0.3.0, for the experiments of a course and for Open edX's flags. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { FlagSource } from '../../index.js';
import { answerWithTag } from '../http/kept-answer.js';
import { ProblemError } from '../http/problem-details.js';
import type { TypedApp } from '../openapi/openapi-schema.js';
import type { ServiceContext } from '../service-options.js';
import { mustActFor } from '../v1/refusals.js';
import type { ServedCourse, ServedCourses } from '../v1/served-course.js';
import { BULK_ANSWERS, EvaluationRequest, OFREP_SCHEMAS, SINGLE_ANSWERS } from './answers.js';
import { CourseFlags } from './course-flags.js';
import { evaluateAllFlags, evaluateFlag } from './edx-flags.js';
import { type EvaluationContext, readContext } from './evaluation-context.js';
import { answerEvaluationError, EvaluationError } from './refusals.js';

const EVALUATE = '/ofrep/v1/evaluate/flags';

const COURSE = {
  type: 'object',
  properties: { course: { type: 'string', description: 'As for the other routes of a course' } },
  required: ['course'],
};
const KEY = {
  type: 'string',
  description:
    'The name of an experiment or the key of its assignments, or one of them with `#children` after it; percent-encoded',
};
const FLAG_KEY = {
  type: 'string',
  description: 'The name of a main flag, or `NAME#enabled`; percent-encoded',
};
/** A key whose slashes a client has not encoded, as the server provider of npm: it is evaluated, or refused in OFREP's shape. */
const UNENCODED = { schema: { hide: true, body: EvaluationRequest } as FastifySchema };
const IF_NONE_MATCH = {
  type: 'object',
  properties: { 'if-none-match': { type: 'string', description: 'The ETag of an earlier answer' } },
};

/** Registered inside the plugin of v1: callers are authenticated as for its other routes. */
export function ofrepRoutes(context: ServiceContext, courses: ServedCourses): FastifyPluginAsync {
  return async (untyped) => {
    const app = untyped as TypedApp;
    for (const schema of OFREP_SCHEMAS) app.addSchema(schema);
    app.setErrorHandler(answerEvaluationError);
    // Schemas are for the document: requests are read here, since errors must name the flag, and additions to the protocol be ignored.
    app.setValidatorCompiler(() => () => true);
    // As in the plugin around this one, whose compiler a validator of its own resets.
    app.setSerializerCompiler(() => JSON.stringify);
    courseRoutes(app, context, courses);
    flagRoutes(app, context);
  };
}

function courseRoutes(app: TypedApp, { pseudonym }: ServiceContext, courses: ServedCourses): void {
  const known = new WeakMap<ServedCourse, CourseFlags>();
  const flagsOf = (name: string, key?: string): { served: ServedCourse; flags: CourseFlags } => {
    const served = servedCourse(courses, name, key);
    let flags = known.get(served);
    if (flags === undefined) {
      flags = new CourseFlags(served);
      known.set(served, flags);
    }
    return { served, flags };
  };
  const evaluate = async (request: FastifyRequest, course: string, key: string): Promise<never> => {
    const { learner } = asked(request);
    const { served, flags } = flagsOf(course, key);
    return flags.assign(key, await served.runtime(), learner, pseudonym(learner)) as never;
  };
  app.post<{ Params: { course: string; key: string } }>(
    `/courses/:course${EVALUATE}/:key`,
    {
      schema: {
        tags: ['ofrep'],
        summary: 'Evaluate an experiment for a learner, and assign the learner.',
        description:
          'The value is the name of the group; while the experiment is off, that of the default group. No exposure is recorded.',
        params: { ...COURSE, properties: { ...COURSE.properties, key: KEY }, required: ['course', 'key'] },
        body: EvaluationRequest,
        response: SINGLE_ANSWERS,
      },
    },
    (request) => evaluate(request, request.params.course, request.params.key),
  );
  app.post<{ Params: { course: string; '*': string } }>(
    `/courses/:course${EVALUATE}/*`,
    UNENCODED,
    (request, reply) => {
      const { course, '*': key } = request.params;
      return key === '' ? reply.callNotFound() : evaluate(request, course, key);
    },
  );
  app.post<{ Params: { course: string } }>(
    `/courses/:course${EVALUATE}`,
    {
      schema: {
        tags: ['ofrep'],
        summary: 'Evaluate all experiments of a course for a learner. Stores nothing.',
        description:
          'Each experiment has two flags: its name, and its name with `#children` after it. The ETag changes with the course, the flags, and what is stored of the learner.',
        params: COURSE,
        headers: IF_NONE_MATCH,
        body: EvaluationRequest,
        response: BULK_ANSWERS,
      },
    },
    async (request, reply) => {
      const { learner } = asked(request);
      const { served, flags } = flagsOf(request.params.course);
      const all = await flags.peekAll(await served.runtime(), learner, pseudonym(learner));
      const metadata = { flagSetId: served.name, version: flags.version };
      return answerBulk(request, reply, learner, all, metadata);
    },
  );
}

function flagRoutes(app: TypedApp, { store, now, pseudonym }: ServiceContext): void {
  const source = new FlagSource(store.data);
  const askerOf = ({ principal }: FastifyRequest, { learner }: EvaluationContext) => ({
    isStaff: principal?.username === learner && principal.isStaff,
    contextId: pseudonym(learner),
    now: () => now().getTime(),
  });
  const description =
    'Members of the context: `course`, `buckets` (2), `experimentId`, `courseAware` (true), `enrolled`, with the meaning that the parameters of the bucket of a learner have.';
  const evaluate = async (request: FastifyRequest, key: string): Promise<never> => {
    const context = asked(request);
    return evaluateFlag(key, await source.current(), context, askerOf(request, context)) as never;
  };
  app.post<{ Params: { key: string } }>(
    `/flags${EVALUATE}/:key`,
    {
      schema: {
        tags: ['ofrep'],
        summary: "Evaluate one of Open edX's experiment flags for a learner. Stores nothing.",
        description,
        params: { type: 'object', properties: { key: FLAG_KEY }, required: ['key'] },
        body: EvaluationRequest,
        response: SINGLE_ANSWERS,
      },
    },
    (request) => evaluate(request, request.params.key),
  );
  app.post<{ Params: { '*': string } }>(`/flags${EVALUATE}/*`, UNENCODED, (request, reply) => {
    const { '*': key } = request.params;
    return key === '' ? reply.callNotFound() : evaluate(request, key);
  });
  app.post(
    `/flags${EVALUATE}`,
    {
      schema: {
        tags: ['ofrep'],
        summary: "Evaluate all of Open edX's experiment flags for a learner. Stores nothing.",
        description: `${description} Flags that are on for a percentage are left out, since each request would roll them again.`,
        headers: IF_NONE_MATCH,
        body: EvaluationRequest,
        response: BULK_ANSWERS,
      },
    },
    async (request, reply) => {
      const context = asked(request);
      const settings = await source.current();
      const flags = evaluateAllFlags(settings, context, askerOf(request, context));
      const metadata = { flagSetId: 'flags', version: String(settings.version) };
      const texts = flags.map((each) => JSON.stringify(each));
      return answerBulk(request, reply, context.learner, texts, metadata);
    },
  );
}

/** The context of a request whose caller may ask about its learner. */
function asked(request: FastifyRequest): EvaluationContext {
  const context = readContext(request.body);
  mustActFor(request, context.learner);
  return context;
}

/** @throws EvaluationError for an unknown course: 404 for one flag; the protocol has no 404 for all of them */
function servedCourse(courses: ServedCourses, name: string, key?: string): ServedCourse {
  try {
    return courses.get(name);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new EvaluationError(key === undefined ? 'GENERAL' : 'FLAG_NOT_FOUND', error.message);
  }
}

/**
 * The tag includes the learner: the answers for two learners may be the same.
 * @param flags JSON
 */
function answerBulk(
  request: FastifyRequest,
  reply: FastifyReply,
  learner: string,
  flags: readonly string[],
  metadata: object,
): never {
  const text = `{"flags":[${flags.join(',')}],"metadata":${JSON.stringify(metadata)}}`;
  return answerWithTag(request, reply, text, learner) as never;
}
