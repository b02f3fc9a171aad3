/** Maps errors of PostgreSQL, of poolers in front of it and of the network to an `AbtestError`; passwords are masked. */
import { AbtestError, type ErrorCode } from '../../diagnostics/abtest-error.js';
import { codeOf, type Mask, maskedCause } from '../secret.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

const unavailable = (says: string, hint: string): Meaning => ({ code: 'store-unavailable', says, hint });
const AGAIN = 'Try again; no restart is needed.';

/** By SQLSTATE, or by its class of two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '22P05': unavailable('cannot store this text', 'Create the database with encoding UTF8.'),
  '23505': { code: 'conflict', says: 'already has such a row', hint: 'Read the row again before you retry.' },
  '25006': { code: 'store-readonly', says: 'is read-only', hint: 'Use the primary server, not a replica.' },
  '28': unavailable('refuses this user', 'Check the user and password.'),
  '3D000': unavailable('does not exist', 'Create the database.'),
  '3F000': unavailable('has no schema for its tables', 'Create the schema that search_path names.'),
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
  '53300': unavailable('has no free connection', "Raise the server's max_connections."),
  '55P03': {
    code: 'store-locked',
    says: 'is locked by another session',
    hint: 'Wait for that session, or end it.',
  },
  '57014': unavailable('has cancelled a statement', "Check the role's statement_timeout, then try again."),
  '57P01': unavailable('has ended the connection', AGAIN),
  '57P02': unavailable('has ended the connection', AGAIN),
  '57P03': unavailable('is not ready', 'Try again when the server has started; no restart is needed.'),
  XX: { code: 'store-corrupt', says: 'is damaged', hint: "Read the server's log." },
};

/** By their text: errors of poolers, whose SQLSTATE is 08P01 whatever happened, and of the driver, which have none. */
const TEXTS: readonly (readonly [RegExp, Meaning])[] = [
  [
    /unsupported startup parameter/,
    unavailable(
      'is behind a pooler that refuses a setting of the URL',
      'Remove it from the URL and set it for the role: alter role NAME set SETTING = VALUE.',
    ),
  ],
  [
    /transaction blocks not allowed/,
    unavailable('is behind a pooler without transactions', 'Set pool_mode = transaction in the pooler.'),
  ],
  [
    /max_client_conn|no more connections allowed/,
    unavailable('is behind a pooler that has no free connection', 'Raise its max_client_conn.'),
  ],
  [
    /query_wait_timeout/,
    unavailable('is behind a pooler that is busy', "Raise the pooler's default_pool_size, then try again."),
  ],
  [
    /no such database/,
    unavailable('is behind a pooler that does not list its database', 'Add the database to the pooler.'),
  ],
  [/no such user|authentication failed/, unavailable('refuses this user', 'Check the user and password.')],
  [
    /exceeded when trying to connect/,
    unavailable('has all its connections in use', 'Try again; if it stays so, the server is too slow.'),
  ],
  [
    /does not support SSL/,
    unavailable('does not encrypt connections', 'Remove sslmode from the URL, or set the server up for TLS.'),
  ],
  [
    /certificate|self.signed|altnames/i,
    unavailable('has a certificate that is not trusted', "Give its authority's file as sslrootcert=FILE."),
  ],
  [
    /Invalid URL|URI malformed/,
    unavailable(
      'has an address that cannot be read',
      'Write special characters of the password as %XX, and a port up to 65535.',
    ),
  ],
  [
    /unrecognized configuration parameter|invalid value for parameter/,
    unavailable('rejects a setting of the URL', 'Correct or remove it.'),
  ],
  [
    /password must be a string/,
    unavailable('asks for a password', 'Set PGPASSWORD, or write user:password in the URL.'),
  ],
  [
    /^ENOENT.* open /,
    unavailable('names a file that does not exist', 'Correct sslrootcert, sslcert or sslkey in the URL.'),
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    unavailable('has a host that no name server knows', 'Check the host in the URL; no restart is needed.'),
  ],
];

const REJECTED = unavailable('rejects a statement', "Read the server's log.");
const UNREACHABLE = unavailable(
  'cannot be reached',
  'Check that the server is running, then try again; no restart is needed.',
);
/** A server that can no longer be written, or is going away: the next call must not use the same connection. */
const LEAVING = /^(?:08|25006|57P)/;

/** Serialisation failures and deadlocks: the server has rolled the transaction back and it can be run again. */
export function asksForAnotherTry(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

/** Whether the server has answered and its connection can be used again. */
export function isAnswer(error: unknown): boolean {
  if (error instanceof AbtestError) return true;
  return hasState(error) && !LEAVING.test(codeOf(error));
}

export function postgresError(error: unknown, name: string, hide: Mask): AbtestError {
  if (error instanceof AbtestError) return error;
  const cause = maskedCause(error, hide);
  const { code, says, hint } = meaningOf(error, cause.message);
  return new AbtestError(code, `The store ${name} ${says} (${cause.message})`, { hint, cause });
}

function meaningOf(error: unknown, message: string): Meaning {
  const state = codeOf(error);
  const known = MEANINGS[state] ?? MEANINGS[state.slice(0, 2)];
  if (known !== undefined) return known;
  const said = TEXTS.find(([text]) => text.test(message));
  if (said !== undefined) return said[1];
  return hasState(error) && !state.startsWith('08') ? REJECTED : UNREACHABLE;
}

/** Five characters are an SQLSTATE; the codes of Node are longer, but for EPIPE, which no server sends. */
function hasState(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(codeOf(error)) && codeOf(error) !== 'EPIPE';
}
