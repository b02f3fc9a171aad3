/** Paginated lists, as Open edX's paginator splits them. */
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import { parameter } from './filters.js';
import { readInteger } from './python.js';
import { decodedPath } from './resources.js';

const DEFAULT_SIZE = 10;
const LARGEST_SIZE = 100;

export interface PartOfRows {
  readonly offset: number;
  readonly limit: number;
}

/** @param list the rows of a part, and their total number */
export async function page<Row>(
  request: FastifyRequest,
  list: (part: PartOfRows) => Promise<{ rows: Row[]; count: number }>,
) {
  const limit = sizeOf(parameter(request, 'page_size'));
  const wanted = parameter(request, 'page') ?? '1';
  let number =
    wanted === 'last' ? pages((await list({ offset: 0, limit: 0 })).count, limit) : readNumber(wanted);
  let { rows, count } = await list({ offset: (number - 1) * limit, limit });
  if (wanted === 'last' && number > pages(count, limit)) {
    // Rows were deleted in between.
    number = pages(count, limit);
    ({ rows, count } = await list({ offset: (number - 1) * limit, limit }));
  }
  const all = pages(count, limit);
  if (number > all) throw new HttpError(404, 'Invalid page.');
  return {
    next: number < all ? link(request, number + 1) : null,
    previous: number > 1 ? link(request, number - 1) : null,
    count,
    num_pages: all,
    current_page: number,
    start: (number - 1) * limit,
    results: rows,
  };
}

/** An empty list has one page. */
function pages(count: number, limit: number): number {
  return Math.max(1, Math.ceil(count / limit));
}

function sizeOf(given: string | undefined): number {
  const size = readInteger(given ?? '') ?? 0n;
  return size <= 0n ? DEFAULT_SIZE : Math.min(Number(size), LARGEST_SIZE);
}

function readNumber(given: string): number {
  // No list is so long that a page number has ten digits.
  const number = readInteger(given) ?? 0n;
  if (number < 1n || number >= 10n ** 9n) throw new HttpError(404, 'Invalid page.');
  return Number(number);
}

/** The URL of this request with another page, its parameters sorted by name and encoded as Python does. */
function link(request: FastifyRequest, number: number): string {
  const mark = request.url.indexOf('?');
  const path = decodedPath(request.url);
  const parameters = new URLSearchParams(mark === -1 ? '' : request.url.slice(mark));
  parameters.delete('page');
  if (number > 1) parameters.set('page', String(number));
  parameters.sort();
  const text = parameters.toString().replaceAll('%7E', '~').replaceAll('*', '%2A');
  return `${request.protocol}://${request.host}${request.basePath}${path}${text === '' ? '' : `?${text}`}`;
}
