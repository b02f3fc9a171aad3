/** The rule `xml-depth`: elements are not nested deeper than libxml2 reads. */
import type { Rule } from './rule.js';
import { verdict } from './verdict.js';

export const xmlDepth: Rule = {
  id: 'xml-depth',
  severity: 'error',
  summary: 'Elements are nested at most 256 deep.',
  checkFile: verdict('xml-depth'),
};
