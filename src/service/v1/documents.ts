/** POST documents/validate: the findings of the rules about a text of course XML. */
import Type from 'typebox';
import { checkCourse, loadCourse, summarizeDiagnostics } from '../../index.js';
import { plainDiagnostic } from '../../internal/content.js';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import { Verdict } from './answers.js';
import { NoQuery } from './parameters.js';

/** Bytes of the request: validation delays all other requests. */
const LARGEST = 2 ** 18;
const MOST_DIAGNOSTICS = 1000;

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

export function documentRoutes(app: TypedApp): void {
  app.post(
    '/documents/validate',
    {
      bodyLimit: LARGEST,
      schema: {
        operationId: 'validateDocument',
        tags: ['documents'],
        summary: 'Validate a text of course XML.',
        description:
          'Errors in the text are returned with status 200. Nothing is stored. A request may have up to 256 KiB. What depends on the whole course (pointers, group configurations) is not checked.',
        querystring: NoQuery,
        body: Body,
        response: { 200: Verdict, ...problems(413, 415) },
      },
    },
    async ({ body }) => {
      const { course } = await loadCourse({
        text: body.text,
        ...(body.file !== undefined && { file: body.file }),
      });
      const diagnostics = checkCourse(course);
      const summary = summarizeDiagnostics(diagnostics, {
        files: course.xmlFiles.length,
        blocks: course.blocks.length,
      });
      return {
        valid: summary.errors === 0,
        summary,
        diagnostics: diagnostics.slice(0, MOST_DIAGNOSTICS).map((each) => plainDiagnostic(each)),
      };
    },
  );
}
