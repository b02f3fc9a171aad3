/** The rule `no-doctype`: course XML has no DOCTYPE, and so neither entity bombs nor files from elsewhere. */
import type { Rule } from './rule.js';
import { verdict } from './verdict.js';

export const noDoctype: Rule = {
  id: 'no-doctype',
  severity: 'error',
  summary: 'The file has no DOCTYPE.',
  checkFile: verdict('no-doctype'),
};
