/** Pictures of the course's folder static/, by a fixed list of kinds; nothing else of the disk is served. */
import type { FastifyReply } from 'fastify';
import { pictureKind } from '../presentation/picture-kind.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';
import { FILE_POLICY } from './content-security-policy.js';

const MOST_BYTES = 20 * 2 ** 20;

/** @param name the path below static/, decoded */
export function sendStatic(reply: FastifyReply, { course }: PreviewCourse, name: string): FastifyReply {
  const kind = pictureKind(name);
  const bytes = kind === undefined ? null : course.files.readStatic(name, MOST_BYTES);
  if (bytes === null)
    return reply.status(404).type('text/plain; charset=utf-8').send('There is no such picture.\n');
  return reply.header('content-security-policy', FILE_POLICY).type(kind!).send(bytes);
}
