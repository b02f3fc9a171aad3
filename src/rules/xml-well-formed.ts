/** The rule `xml-well-formed`: what XML 1.0 refuses, every reader of the course refuses. */
import { findingOf } from '../xml/problem.js';
import type { Rule } from './rule.js';

export const xmlWellFormed: Rule = {
  id: 'xml-well-formed',
  severity: 'error',
  summary: 'The file is well-formed XML.',
  checkFile({ source, problems }, report) {
    for (const problem of problems) {
      if (problem.ruleId === 'xml-well-formed' && source !== null) report(findingOf(source, problem));
    }
  },
};
