/** What rules about XML alone report: the problems of their id that reading the file has found. */
import { findingOf, type XmlRuleId } from '../xml/problem.js';
import type { Rule } from './rule.js';

export function verdict(id: XmlRuleId): NonNullable<Rule['checkFile']> {
  return ({ source, problems }, report) => {
    for (const problem of problems) {
      if (problem.ruleId === id && source !== null) report(findingOf(source, problem));
    }
  };
}
