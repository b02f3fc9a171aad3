/** Whether a client accepts JSON, by its Accept header. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './http-errors.js';

const JSON_TYPES = ['application/json', 'application/problem+json', 'application/*', '*/*'];

/** A hook for routes that have no other format. */
export function refuseOtherFormats(
  { headers: { accept } }: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (accept === undefined || accept === '*/*' || accept === 'application/json' || acceptsJson(accept))
    done();
  else done(new HttpError(406, 'The only format is application/json.'));
}

/** The most specific range of the header that JSON matches decides (RFC 9110, 12.5.1). */
function acceptsJson(header: string): boolean {
  const ranges = header.split(',').map((each) => {
    const [type = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    return { type, isRefused: parameters.some((part) => /^q=0(\.0{0,3})?$/.test(part)) };
  });
  if (ranges.every(({ type }) => type === '')) return true;
  const decides = JSON_TYPES.map((wanted) => ranges.find(({ type }) => type === wanted)).find(Boolean);
  return decides !== undefined && !decides.isRefused;
}
