/** Maps SQLite's result codes to an `AbtestError`. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AbtestError, type ErrorCode } from '../../diagnostics/abtest-error.js';

/** https://sqlite.org/rescode.html */
const ERROR = 1;
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
const READONLY_DBMOVED = READONLY | (4 << 8);
const IOERR_SHORT_READ = IOERR | (2 << 8);

/** SQLite's own messages: errors of `all()` in @photostructure/sqlite have no result code. */
const SENTENCES: readonly (readonly [number, string])[] = [
  [BUSY, 'database is locked'],
  [LOCKED, 'database table is locked'],
  [READONLY, 'attempt to write a readonly database'],
  [IOERR, 'disk I/O error'],
  [CORRUPT, 'database disk image is malformed'],
  [FULL, 'database or disk is full'],
  [CANTOPEN, 'unable to open database file'],
  [NOTADB, 'file is not a database'],
];

export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && ((code & 0xff) === BUSY || (code & 0xff) === LOCKED);
}

/** The `AbtestError` for a failure of SQLite; anything else that was thrown is returned unchanged. */
export function sqliteError(error: unknown, path: string): unknown {
  const result = resultCode(error);
  if (result === null || !(error instanceof Error)) return error;
  const { code, says, hint } = meaning(result, error.message, path);
  return new AbtestError(code, `The store ${path} ${says} (${error.message})`, { hint, cause: error });
}

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

function meaning(result: number, message: string, path: string): Meaning {
  switch (result) {
    case READONLY_DBMOVED:
      return unavailable('was moved or deleted while it was open', 'Open it again.');
    case IOERR_SHORT_READ:
      return corrupt();
  }
  switch (result & 0xff) {
    case BUSY:
    case LOCKED:
      return {
        code: 'store-locked',
        says: 'is locked by another process',
        hint: 'Wait until that process has finished, or end it.',
      };
    case READONLY:
    case PERM:
      return readOnly();
    case FULL:
      return {
        code: 'store-full',
        says: 'is full',
        hint: 'Free space on its disk; the stored data is intact.',
      };
    case CORRUPT:
    case NOTADB:
      return corrupt();
    case CANTOPEN:
      return cannotOpen(path);
    case ERROR:
      if (/no such (table|column)|already exists/.test(message)) return corrupt();
  }
  return unavailable('failed', 'Check its disk and its folder.');
}

function cannotOpen(path: string): Meaning {
  const folder = dirname(path);
  if (!existsSync(folder))
    return unavailable(`is in a folder that does not exist`, `Create the folder "${folder}".`);
  if (existsSync(path) && statSync(path).isDirectory()) {
    return unavailable('is a folder', 'Give the path of a file in it.');
  }
  const writable = [folder, path].every((place) => {
    try {
      accessSync(place, constants.W_OK);
      return true;
    } catch {
      return place === path && !existsSync(path);
    }
  });
  return writable ? unavailable('cannot be opened', 'Check its permissions.') : readOnly();
}

function readOnly(): Meaning {
  return {
    code: 'store-readonly',
    says: 'cannot be written by this user',
    hint: 'Give this user write access to the file and its folder.',
  };
}

function corrupt(): Meaning {
  return {
    code: 'store-corrupt',
    says: 'is not an intact store',
    hint: 'Restore it from a backup, or use another file.',
  };
}

function unavailable(says: string, hint: string): Meaning {
  return { code: 'store-unavailable', says, hint };
}

/** SQLite's extended result code; `null` for an error that is not SQLite's. */
function resultCode(error: unknown): number | null {
  const { code, errcode, message } = (error ?? {}) as {
    code?: unknown;
    errcode?: unknown;
    message?: unknown;
  };
  if (typeof errcode === 'number') return errcode;
  if (code !== 'ERR_SQLITE_ERROR') return null;
  return SENTENCES.find(([, sentence]) => String(message).includes(sentence))?.[0] ?? ERROR;
}
