/** The file of a report: an earlier report may be replaced, anything else that is there may not. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { REPORT_MARK, REPORT_MARK_WITHIN } from '../../presentation/file-kinds.js';
import { FailureError, messageOf } from '../process/cli-errors.js';
import { writeAtomically } from './atomic-write.js';

const NEW_FILE = 0o666;

/** Before any work is done. @throws FailureError when the file is there and no report, or there is no folder for it */
export function refuseForeign(path: string): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder))
    throw new FailureError(`There is no folder for "${messageOf(path)}"`, 'Make it first.');
  if (!existsSync(path)) return;
  if (!statSync(path).isFile()) throw new FailureError(`"${messageOf(path)}" is not a file`, 'Name a file.');
  if (isReplaceable(path)) return;
  throw new FailureError(
    `"${messageOf(path)}" is there already and is not a report of olx-abtest`,
    'Give another name, or remove it first.',
  );
}

/** @throws FailureError when it cannot be written */
export function writeReportFile(path: string, text: string): void {
  // It may have come into being while the report was made.
  refuseForeign(path);
  writeAtomically(path, Buffer.from(text), NEW_FILE);
}

function isReplaceable(path: string): boolean {
  const start = Buffer.alloc(REPORT_MARK_WITHIN);
  let length: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, start, 0, REPORT_MARK_WITHIN, 0);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new FailureError(`"${messageOf(path)}" cannot be read: ${messageOf(cause)}`, '', cause);
  }
  return length === 0 || start.toString('latin1', 0, length).includes(REPORT_MARK);
}
