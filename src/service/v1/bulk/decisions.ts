/** POST courses/…/experiments/…/assignments: one experiment for many learners, as JSON lines in and out. For staff. */
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import {
  AbtestError,
  decideMany,
  type Experiment,
  type Keeping,
  type LearnerDecision,
  type Runtime,
} from '../../../index.js';
import { jsonRecords, piecesOf } from '../../../internal/content.js';
import { errorAnswerOf } from '../../http/http-errors.js';
import { problems, type TypedApp } from '../../openapi/openapi-schema.js';
import { logFailure } from '../../process/failure-log.js';
import { decisionView } from '../answers.js';
import { ExperimentParams, KeepingQuery } from '../parameters.js';
import { mustBeStaff } from '../refusals.js';
import type { ServedCourse, ServedCourses } from '../served-course.js';

const JSON_LINES = 'application/x-ndjson';
const TYPES = [JSON_LINES, 'application/jsonl'];
/** A whole request must arrive within the time limit of requests. */
const MOST_LINES = 100_000;
const MOST_LINE_BYTES = 8192;
/** The learners of one query, which count as one request. */
const BATCH = 1000;
/** Characters: a chunk for each line costs more than its answer. */
const CHUNK = 16_384;

const DESCRIPTION = `JSON lines in and out: \`{"learner": "ada"}\` in each line of the body, up to ${MOST_LINES.toLocaleString('en')} lines; a \`Decision\` in each line of the answer, in the same order, or \`{"line", "error"}\` for a line that is not a learner. Answers follow in batches of up to ${BATCH.toLocaleString('en')}, while the body is still being sent; each batch counts as a request. An error that ends the answer early is its last line, \`{"error"}\`: with \`keeping=assign\` some may be stored then, and the request may be sent again.`;

const linesOf = (description: string, types: readonly string[]) => ({
  content: Object.fromEntries(types.map((type) => [type, { schema: { description } }])),
});

/** A plugin of its own, since only this route reads JSON lines. */
export function bulkRoutes(courses: ServedCourses): FastifyPluginAsync {
  return async (untyped) => {
    const app = untyped as TypedApp;
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(TYPES, (_request, payload, done) => done(null, payload));
    app.post(
      '/courses/:course/experiments/:experiment/assignments',
      {
        schema: {
          operationId: 'decideMany',
          tags: ['learners'],
          summary:
            'Get the groups of many learners in one experiment, or store them with `keeping=assign`. For staff.',
          description: DESCRIPTION,
          params: ExperimentParams,
          querystring: KeepingQuery,
          body: linesOf('A learner', TYPES),
          response: {
            200: { description: 'The decisions', ...linesOf('A decision or an error', [JSON_LINES]) },
            ...problems(404, 409, 415),
          },
        },
      },
      async (request, reply) => {
        mustBeStaff(request);
        const { course, experiment } = request.params;
        const { keeping = 'peek' } = request.query;
        const served = courses.get(course);
        const question = { experiment: served.experiment(experiment), keeping };
        const learners = new Learners(request.body as Readable | undefined);
        const lines = answersTo(learners, served, await served.runtime(), question, () =>
          app.charge(request, 1),
        );
        // A store that fails at once is answered with a status.
        const first = await lines.next();
        const text = Readable.from(first.done ? [] : asText(first.value, lines, request));
        return reply.type(JSON_LINES).send(text) as never;
      },
    );
  };
}

type Line = { readonly line: number } & ({ readonly learner: string } | { readonly error: string });

/** The lines of a body, read as they are answered. */
class Learners {
  readonly #body: Readable | undefined;

  constructor(body: Readable | undefined) {
    this.#body = body;
  }

  async *batches(): AsyncGenerator<Line[]> {
    let batch: Line[] = [];
    for await (const each of this.#lines()) {
      batch.push(each);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
      // The whole body may have arrived, and a store may answer at once: others get their turn.
      await turn();
    }
    if (batch.length > 0) yield batch;
  }

  async *#lines(): AsyncGenerator<Line> {
    if (this.#body === undefined) return;
    let count = 0;
    const pieces = piecesOf(this.#body as AsyncIterable<Uint8Array>, 'the body', {
      mostLineBytes: MOST_LINE_BYTES,
    });
    for await (const record of readable(jsonRecords(pieces))) {
      count += 1;
      if (count > MOST_LINES)
        throw new AbtestError(
          'bad-argument',
          `The body has more than ${MOST_LINES.toLocaleString('en')} lines`,
          {
            hint: 'Send the others in another request.',
          },
        );
      yield readLine(record);
    }
  }
}

/** What no reader can read is an error of the request, not of a file on the server. */
async function* readable<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!(error instanceof AbtestError && error.code === 'not-readable')) throw error;
    throw new AbtestError('bad-argument', error.message, { hint: error.hint });
  }
}

function readLine(record: {
  readonly line: number;
  readonly fields?: object;
  readonly fault?: string;
}): Line {
  const { line, fields = {}, fault } = record;
  if (fault !== undefined) return { line, error: `The line is ${fault}` };
  const { learner, ...others } = fields as { readonly learner?: unknown };
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    return { line, error: `The line has ${JSON.stringify(unknown)}, which is unknown` };
  if (typeof learner !== 'string' || learner === '')
    return { line, error: 'The line has no learner that is a string' };
  return { line, learner };
}

interface Question {
  readonly experiment: Experiment;
  readonly keeping: Keeping;
}

/** `endsBatch`: the sender may wait for this answer before it sends more. */
interface Answer {
  readonly answer: object;
  readonly endsBatch: boolean;
}

async function* answersTo(
  learners: Learners,
  served: ServedCourse,
  runtime: Runtime,
  { experiment, keeping }: Question,
  charge: () => void,
): AsyncGenerator<Answer> {
  for await (const batch of learners.batches()) {
    charge();
    const names = batch.flatMap((each) => ('learner' in each ? [each.learner] : []));
    const decisions = decideMany(runtime, experiment.block, names, keeping);
    for (const [index, each] of batch.entries()) {
      yield {
        answer: 'error' in each ? each : await decided(each.line, decisions, served),
        endsBatch: index === batch.length - 1,
      };
    }
  }
}

async function decided(
  line: number,
  decisions: AsyncGenerator<LearnerDecision, void>,
  served: ServedCourse,
): Promise<object> {
  const { value } = await decisions.next();
  return 'decision' in value!
    ? decisionView(served, value.decision)
    : { line, error: value!.refused.message };
}

/** The status is sent: an error is a line, too. */
async function* asText(
  first: Answer,
  rest: AsyncGenerator<Answer>,
  request: FastifyRequest,
): AsyncGenerator<string> {
  let text = '';
  try {
    for await (const { answer, endsBatch } of startingWith(first, rest)) {
      text += lineOf(answer);
      if (text.length < CHUNK && !endsBatch) continue;
      yield text;
      text = '';
    }
  } catch (error) {
    const { status, detail } = errorAnswerOf(error);
    if (status >= 500) logFailure(request, error);
    yield text + lineOf({ error: detail });
  }
}

async function* startingWith(first: Answer, rest: AsyncGenerator<Answer>): AsyncGenerator<Answer> {
  yield first;
  yield* rest;
}

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;
