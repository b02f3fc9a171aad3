/** Error messages for invalid requests: the schema's verdict, with the name of the invalid part. */
import type { FastifySchemaValidationError } from 'fastify';
import { HttpError } from '../http/http-errors.js';

const PLACES: Readonly<Record<string, string>> = { params: 'path', querystring: 'query' };

export function invalid(errors: readonly FastifySchemaValidationError[], part: string): HttpError {
  const where = PLACES[part] ?? part;
  const [error] = errors;
  if (error === undefined) return new HttpError(400, `The ${where} is invalid.`);
  const { keyword, params, instancePath } = error;
  const name = JSON.stringify(instancePath.slice(1));
  const what = instancePath === '' ? `The ${where}` : `${name} in the ${where}`;
  switch (keyword) {
    case 'additionalProperties':
      return new HttpError(
        400,
        `${what} has ${JSON.stringify(params.additionalProperty)}, which is unknown.`,
        {
          hint: 'See GET /api/openapi.json for the known ones.',
        },
      );
    case 'required':
      return new HttpError(400, `${what} lacks ${JSON.stringify(params.missingProperty)}.`);
    case 'enum':
      return new HttpError(
        400,
        `${what} must be one of ${[params.allowedValues]
          .flat()
          .map((each) => JSON.stringify(each))
          .join(', ')}.`,
      );
    default:
      return new HttpError(400, `${what} ${error.message ?? 'is invalid'}.`);
  }
}
