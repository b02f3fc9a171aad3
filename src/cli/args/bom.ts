/** `--bom`: CSV that begins with a byte order mark, without which Excel does not read it as UTF-8. */
import { UsageError } from '../process/cli-errors.js';
import { flag } from './options.js';

export const BOM_OPTION = flag('Begin CSV with a byte order mark, for spreadsheets');

/** @throws UsageError with a format other than CSV */
export function checkBom(bom: boolean | undefined, format: string): void {
  if (bom && format !== 'csv')
    throw new UsageError(
      `--bom is for CSV, and the format is ${format}`,
      'Write --format csv, or leave --bom out.',
    );
}

/** What is written first. */
export function bomText(bom: boolean | undefined): string {
  return bom ? '\ufeff' : '';
}
