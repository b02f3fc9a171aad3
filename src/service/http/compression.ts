/** Compresses large answers for clients that accept it. */
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/**
 * Bytes. Compressing less gains hardly any time. Answers with a secret in them are far smaller and so are never compressed:
 * the length of a compressed answer can disclose what is in it.
 */
const LARGE = 4096;
/** Of 9: half the time of the default, and hardly larger. */
const LEVEL = 3;
/** Bytes. Up to here the way to a thread and back takes several times as long as compressing, some 4 µs for each KiB. */
const AT_ONCE = 32 * 1024;
/** Bytes of memory that the result takes at first: the default, 16 KiB, is several times the size of most results. */
const CHUNK = 4096;
const inThread = promisify(gzip);

export function compressLargeAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isBody = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (!isBody || payload.length < LARGE || reply.hasHeader('Content-Encoding')) return done(null, payload);
    reply.header('Vary', [reply.getHeader('Vary') ?? [], 'Accept-Encoding'].flat().join(', '));
    if (!acceptsGzip(request.headers['accept-encoding'])) return done(null, payload);
    const answer = (small: Buffer): void => {
      reply.header('Content-Encoding', 'gzip').removeHeader('Content-Length');
      done(null, small);
    };
    if (payload.length <= AT_ONCE) return answer(gzipSync(payload, { level: LEVEL, chunkSize: CHUNK }));
    inThread(payload, { level: LEVEL }).then(answer, (error: Error) => done(error));
  });
}

function acceptsGzip(header = ''): boolean {
  const codings = header.toLowerCase().split(',');
  const coding =
    codings.find((each) => /^\s*gzip\b/.test(each)) ?? codings.find((each) => /^\s*\*/.test(each));
  return coding !== undefined && !/;\s*q=0(\.0*)?\s*$/.test(coding);
}
