/** The rules whose verdict falls while a file is read: encoding, well-formedness, depth, DOCTYPE. */
import type { XmlRuleId } from '../xml/scan/problems.js';
import type { Rule } from './rule.js';

/** The bytes of a file are in the encoding that it declares, or in UTF-8. */
export const xmlEncoding = verdict(
  'xml-encoding',
  'The file is written in the encoding that it declares, or in UTF-8.',
);

/** What XML 1.0 refuses, every reader of the course refuses. */
export const xmlWellFormed = verdict(
  'xml-well-formed',
  'The file is well-formed XML.',
  'An element of HTML that has no content, such as <br>, is ended with "/>".',
);

/** Elements are not nested deeper than libxml2 reads. */
export const xmlDepth = verdict('xml-depth', 'Elements are nested at most 256 deep.');

/** Course XML has no DOCTYPE, and so neither entity bombs nor files from elsewhere. */
export const noDoctype = verdict('no-doctype', 'The file has no DOCTYPE.');

/** A rule that reports the problems of its id that reading the file has found. */
function verdict(id: XmlRuleId, summary: string, fix?: string): Rule {
  return {
    id,
    severity: 'error',
    summary,
    ...(fix !== undefined && { fix }),
    checkFile({ problems, document }, report) {
      // With a document the problem is one that Open edX reads over.
      for (const problem of problems)
        if (problem.ruleId === id) report(document === null ? problem : { severity: 'warning', ...problem });
    },
  };
}
