/** The refusals of this API as problem details: not permitted, not found, broken. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Block, checkBlock } from '../../index.js';
import { plainDiagnostic } from '../../internal/content.js';
import { ProblemError } from '../http/problem-details.js';

/** The base of the URLs that describe the kinds of problems. */
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
  'not-logged-in': 'Not authenticated',
  'another-learner': 'Another learner',
  'staff-only': 'For staff only',
  'unknown-course': 'No such course',
  'unknown-experiment': 'No such experiment',
  'unknown-block': 'No such block',
  'broken-experiment': 'The experiment cannot assign learners',
  'unknown-part': 'No such block of the outline',
  'other-group': 'The learner sees another group',
  'bad-request': 'Invalid request',
  'too-many-blocks': 'Too many A/B blocks',
  'body-refused': 'Unexpected body',
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
    `The experiment "${name}" cannot assign learners: its blocks have errors`,
    'Run olx-abtest validate on the course.',
  );
  return new ProblemError({
    ...error.problem,
    diagnostics: found.map((each) => plainDiagnostic(each, fileOf)),
  });
}

/** @throws ProblemError unless the caller is the learner or a member of staff */
export function mustActFor({ principal }: FastifyRequest, learner: string): void {
  if (principal !== null && (principal.username === learner || principal.isStaff)) return;
  throw refused(
    403,
    'another-learner',
    'Only the learner and members of staff may access the data of a learner',
    'Use your own username, or log in as staff.',
  );
}

/** @throws ProblemError */
export function mustBeStaff({ principal }: FastifyRequest): void {
  if (principal?.isStaff) return;
  throw refused(403, 'staff-only', 'Only members of staff may send this request');
}

/** A body that no route reads is an error of the client; Fastify does not even parse the body of a GET. */
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
  done(refused(400, 'body-refused', 'This request must not have a body', 'Send it without a body.'));
}
