/** The rule `xml-well-formed`: what XML 1.0 refuses, every reader of the course refuses. */
import type { Rule } from './rule.js';
import { verdict } from './verdict.js';

export const xmlWellFormed: Rule = {
  id: 'xml-well-formed',
  severity: 'error',
  summary: 'The file is well-formed XML.',
  checkFile: verdict('xml-well-formed'),
};
