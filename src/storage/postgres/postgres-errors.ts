/** Maps errors of PostgreSQL and the network to an `AbtestError`; passwords are masked. */
import { AbtestError, type ErrorCode } from '../../diagnostics/abtest-error.js';
import { codeOf, type Mask, maskedCause } from '../secret.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

/** By SQLSTATE, or by its class of two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '23505': { code: 'conflict', says: 'already has such a row', hint: 'Read the row again before you retry.' },
  '25006': { code: 'store-readonly', says: 'is read-only', hint: 'Use the primary server, not a replica.' },
  '28': { code: 'store-unavailable', says: 'refuses this user', hint: 'Check the user and password.' },
  '3D000': { code: 'store-unavailable', says: 'does not exist', hint: 'Create the database.' },
  '40': { code: 'store-locked', says: 'has too many conflicting transactions', hint: 'Try again.' },
  '42501': {
    code: 'store-readonly',
    says: 'cannot be written by this user',
    hint: 'Grant this user write access.',
  },
  '42P01': {
    code: 'store-corrupt',
    says: 'has lost a table',
    hint: 'Restore it from a backup, or open it again to start with an empty store.',
  },
  '53100': { code: 'store-full', says: 'is full', hint: "Free space on the server's disk." },
  '53300': {
    code: 'store-unavailable',
    says: 'has no free connection',
    hint: "Raise the server's max_connections.",
  },
  '55P03': {
    code: 'store-locked',
    says: 'is locked by another session',
    hint: 'Wait for that session, or end it.',
  },
  XX: { code: 'store-corrupt', says: 'is damaged', hint: "Read the server's log." },
};
const UNREACHABLE: Meaning = {
  code: 'store-unavailable',
  says: 'cannot be reached',
  hint: 'Check that the server is running, then try again; no restart is needed.',
};

/** Serialisation failures and deadlocks: the server has rolled the transaction back and it can be run again. */
export function asksForAnotherTry(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

export function postgresError(error: unknown, name: string, hide: Mask): AbtestError {
  if (error instanceof AbtestError) return error;
  const state = codeOf(error);
  const { code, says, hint } = MEANINGS[state] ?? MEANINGS[state.slice(0, 2)] ?? UNREACHABLE;
  const cause = maskedCause(error, hide);
  return new AbtestError(code, `The store ${name} ${says} (${cause.message})`, { hint, cause });
}
