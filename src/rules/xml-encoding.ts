/** The rule `xml-encoding`: the bytes of a file are in the encoding that it declares, or in UTF-8. */
import type { Rule } from './rule.js';
import { verdict } from './verdict.js';

export const xmlEncoding: Rule = {
  id: 'xml-encoding',
  severity: 'error',
  summary: 'The file is written in the encoding that it declares, or in UTF-8.',
  checkFile: verdict('xml-encoding'),
};
