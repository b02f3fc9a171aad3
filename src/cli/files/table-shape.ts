/** The option for what is between the columns of a table. */
import { DELIMITERS } from '../../internal/content.js';
import { type Option, text } from '../args/options.js';
import { UsageError } from '../process/cli-errors.js';

/** `none`: each line is one name. */
const WORDS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  none: '',
};

export const DELIMITER_OPTION: Option<string | undefined> = text(
  'What is between columns: , ; tab; none for one name a line',
  { defaultDescription: 'by the first line' },
);

/** @throws UsageError for anything but one of the known delimiters */
export function readDelimiter(given: string | undefined): string | undefined {
  if (given === undefined || DELIMITERS.includes(given)) return given;
  const found = WORDS[given];
  if (found === undefined)
    throw new UsageError(`--delimiter "${given}" is unknown`, 'Use one of: comma, semicolon, tab, none.');
  return found;
}
