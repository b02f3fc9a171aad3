/** The output file of a report: an earlier report may be replaced, other files may not. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { replaceFile } from '../../disk/write-file.js';
import { REPORT_MARK, REPORT_MARK_WITHIN } from '../../presentation/file-kinds.js';
import { FailureError, messageOf } from '../process/cli-errors.js';

const NEW_FILE = 0o666;

/** Checks before any work. @throws FailureError when the file exists and is not a report, or its folder does not exist */
export function refuseForeign(path: string): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder))
    throw new FailureError(`The folder of "${messageOf(path)}" does not exist`, 'Create it first.');
  if (!existsSync(path)) return;
  if (!statSync(path).isFile())
    throw new FailureError(`"${messageOf(path)}" is not a file`, 'Give the path of a file.');
  if (isReplaceable(path)) return;
  throw new FailureError(
    `"${messageOf(path)}" already exists and is not a report of olx-abtest`,
    'Give another name, or remove it first.',
  );
}

/** @throws FailureError, AbtestError when it cannot be written */
export function writeReportFile(path: string, text: string): Promise<void> {
  // The file may have been created meanwhile.
  refuseForeign(path);
  return replaceFile(path, Buffer.from(text), { modeIfNew: NEW_FILE });
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
