/** What PostgreSQL's and the network's failures mean for the caller; passwords are masked. */
import { AbtestError, type ErrorCode } from '../../diagnostics/abtest-error.js';
import { codeOf, type Mask, maskedCause } from '../secret.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

/** By SQLSTATE, or by its class of two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '23505': { code: 'conflict', says: 'has such a row already', hint: 'Read it again, and then decide.' },
  '25006': { code: 'store-readonly', says: 'is read-only', hint: 'Name the primary server, not a replica.' },
  '28': { code: 'store-unavailable', says: 'refuses this user', hint: 'Look at user and password.' },
  '3D000': { code: 'store-unavailable', says: 'does not exist', hint: 'Create the database.' },
  '40': { code: 'store-locked', says: 'is too contended', hint: 'Try again.' },
  '42501': { code: 'store-readonly', says: 'may not be written', hint: 'Grant this user the right to.' },
  '42P01': {
    code: 'store-corrupt',
    says: 'lacks a table that it had',
    hint: 'Restore it from a backup, or open it again to start anew.',
  },
  '53100': { code: 'store-full', says: 'cannot grow', hint: "Free space on the server's disk." },
  '53300': {
    code: 'store-unavailable',
    says: 'has no connection left',
    hint: "Raise the server's max_connections.",
  },
  '55P03': { code: 'store-locked', says: 'is held by another session', hint: 'Wait for it, or end it.' },
  XX: { code: 'store-corrupt', says: 'is damaged', hint: "Read the server's log." },
};
const UNREACHABLE: Meaning = {
  code: 'store-unavailable',
  says: 'does not answer',
  hint: 'Look whether the server runs; then try again, no restart is needed.',
};

/** Serialisation failures and deadlocks: the server has undone the transaction and asks to run it again. */
export function asksForAnotherTry(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

export function postgresTrouble(error: unknown, name: string, hide: Mask): AbtestError {
  if (error instanceof AbtestError) return error;
  const state = codeOf(error);
  const { code, says, hint } = MEANINGS[state] ?? MEANINGS[state.slice(0, 2)] ?? UNREACHABLE;
  const cause = maskedCause(error, hide);
  return new AbtestError(code, `the store ${name} ${says} (${cause.message})`, { hint, cause });
}
