/** What this API refuses, as problem details: who may not, what is not there, what is broken. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Block, checkBlock, plainDiagnostic } from '../../index.js';
import { ProblemError } from '../http/problem-details.js';

/** Where the kinds of problems are described. */
const KINDS = '/api/#problem-';

export function refused(status: number, kind: string, detail: string, hint = ''): ProblemError {
  return new ProblemError({
    type: `${KINDS}${kind}`,
    title: TITLES[kind] ?? kind,
    status,
    detail,
    ...(hint !== '' && { hint }),
  });
}

/** The kinds of problems, and their titles. */
export const TITLES: Readonly<Record<string, string>> = {
  'not-logged-in': 'Nobody is logged in',
  'another-learner': 'Not your own',
  'staff-only': 'For staff only',
  'unknown-course': 'No such course',
  'unknown-experiment': 'No such experiment',
  'unknown-block': 'No such block',
  'broken-experiment': 'The experiment can assign nobody',
  'bad-request': 'Not a request of this kind',
  'body-refused': 'A body where none is taken',
};

export function brokenExperiment(
  name: string,
  blocks: readonly Block[],
  fileOf: (path: string) => string,
): ProblemError {
  const found = blocks.flatMap((block) => checkBlock(block));
  const error = refused(
    409,
    'broken-experiment',
    `The experiment "${name}" can assign nobody: its blocks have errors`,
    'olx-abtest validate says what is wrong with the whole course.',
  );
  return new ProblemError({
    ...error.problem,
    diagnostics: found.map((each) => plainDiagnostic(each, fileOf)),
  });
}

/** @throws ProblemError unless the asker is the learner, or a member of staff */
export function mustActFor({ principal }: FastifyRequest, learner: string): void {
  if (principal !== null && (principal.username === learner || principal.isStaff)) return;
  throw refused(
    403,
    'another-learner',
    'Only the learner and members of staff may ask about a learner',
    'Ask for yourself, or log in as staff.',
  );
}

/** @throws ProblemError */
export function mustBeStaff({ principal }: FastifyRequest): void {
  if (principal?.isStaff) return;
  throw refused(403, 'staff-only', 'This is for members of staff');
}

/** A body that nobody would read is a mistake of who sends it; that of a GET is not even parsed. */
export function refuseNeedlessBody(
  { body, headers, routeOptions, method }: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const isLook = method === 'GET' || method === 'HEAD';
  const isThere = body !== undefined && body !== '';
  const isUnread =
    isLook && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
  if (routeOptions.schema?.body !== undefined || !(isThere || isUnread)) return done();
  done(refused(400, 'body-refused', 'This request takes no body', 'Send it without one.'));
}
