/** POST documents/validate: the findings of the rules about a text of course XML. */
import type { FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import type { ServiceContext } from '../service-options.js';
import { Validator } from '../validation/validator.js';
import { Verdict } from './answers.js';
import { NoQuery } from './parameters.js';
import { refused } from './refusals.js';

/** Bytes of the request. */
const LARGEST = 2 ** 18;
const MOST_BLOCKS = 2000;
/** Milliseconds of work that count as one request. */
const WORK_OF_A_REQUEST = 1;

const Body = Type.Object(
  {
    text: Type.String({ description: 'Course XML: an A/B block, or any element with A/B blocks in it' }),
    file: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description: 'The file name in places; default `<text>`',
      }),
    ),
  },
  { additionalProperties: false },
);

export function documentRoutes(app: TypedApp, { limits }: ServiceContext): void {
  const validator = new Validator({ limit: limits.validation });
  app.addHook('onClose', () => validator.close());
  app.post(
    '/documents/validate',
    {
      bodyLimit: LARGEST,
      schema: {
        operationId: 'validateDocument',
        tags: ['documents'],
        summary: 'Validate a text of course XML.',
        description: `Errors in the text are returned with status 200. Nothing is stored. A request may have up to 256 KiB and ${MOST_BLOCKS} A/B blocks. What depends on the whole course (pointers, group configurations) is not checked. Each millisecond of work counts as a request of the user's limit.`,
        querystring: NoQuery,
        body: Body,
        response: { 200: Verdict, ...problems(413, 415) },
      },
    },
    async (request, reply) => {
      const { text, file } = request.body;
      refuseTooMany(text);
      const { json, ms } = await validator.validate(request.principal!.username, { text, file });
      app.charge(request, Math.floor(ms / WORK_OF_A_REQUEST));
      return sendVerdict(reply, json);
    },
  );
}

/** The thread has printed it: serializing it again would delay other requests. */
function sendVerdict(reply: FastifyReply, json: string): Static<typeof Verdict> {
  return reply.type('application/json; charset=utf-8').send(json) as unknown as Static<typeof Verdict>;
}

/** Counts the tags, also those in comments: no text of a course has as many. */
function refuseTooMany(text: string): void {
  const blocks = text.match(/<(abtest|split_test)\b/g)?.length ?? 0;
  if (blocks <= MOST_BLOCKS) return;
  throw refused(
    413,
    'too-many-blocks',
    `The text has ${blocks} A/B blocks; the limit is ${MOST_BLOCKS}`,
    'Validate it with the command line: olx-abtest validate FILE.',
  );
}
