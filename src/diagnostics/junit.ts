/** Diagnostics as JUnit XML: one suite for each file, one case for each diagnostic. */
import type { Diagnostic } from './diagnostic.js';
import { formatPlace } from './pretty.js';
import type { DiagnosticSummary } from './report.js';
import { visible } from './visible.js';

/**
 * Errors are failures; warnings and infos are passing cases with their text as output, so that a run that exits with 0
 * is green. A run without diagnostics has one passing case, because some readers reject an empty report.
 * @example
 * const diagnostics = checkCourse(course);
 * const report = await formatJunit(diagnostics, summarizeDiagnostics(diagnostics, { files: 12, blocks: 3 }));
 * console.log(report.split('\n')[0]); // → <?xml version="1.0" encoding="UTF-8"?>
 */
export async function formatJunit(
  diagnostics: readonly Diagnostic[],
  summary: DiagnosticSummary,
): Promise<string> {
  const { create } = await import('xmlbuilder2');
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const suites = document.ele('testsuites', {
    name: 'olx-abtest',
    tests: Math.max(1, diagnostics.length),
    failures: diagnostics.filter(isFailure).length,
    errors: 0,
  });
  for (const [file, found] of byFile(diagnostics)) {
    const failures = found.filter(isFailure).length;
    const suite = suites.ele('testsuite', { name: safe(file), tests: found.length, failures, errors: 0 });
    for (const each of found) addCase(suite, each);
  }
  if (diagnostics.length === 0) {
    const suite = suites.ele('testsuite', { name: 'olx-abtest', tests: 1, failures: 0, errors: 0 });
    suite.ele('testcase', { name: `Nothing to report in ${summary.files} files`, classname: 'olx-abtest' });
  }
  return `${document.end({ prettyPrint: true, wellFormed: true }).replaceAll(AMPERSAND, '&amp;')}\n`;
}

type Suite = ReturnType<ReturnType<typeof import('xmlbuilder2').create>['ele']>;

function addCase(suite: Suite, diagnostic: Diagnostic): void {
  const { severity, ruleId, message, hint, place, related } = diagnostic;
  const testcase = suite.ele('testcase', {
    name: `${ruleId} (${place.start.line}:${place.start.column})`,
    classname: safe(place.file),
    file: safe(place.file),
    line: place.start.line,
  });
  const more = related.map((each) => `${safe(each.message)}: ${safe(formatPlace(each.place))}`);
  const text = [safe(formatPlace(place)), safe(hint), ...more].filter((line) => line !== '').join('\n');
  if (isFailure(diagnostic)) {
    testcase.ele('failure', { type: ruleId, message: safe(message) }).txt(text);
  } else testcase.ele('system-out').txt(`${severity}: ${safe(message)}\n${text}`);
}

function isFailure({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

function byFile(diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const files = new Map<string, Diagnostic[]>();
  for (const each of diagnostics) {
    const { file } = each.place;
    const found = files.get(file);
    if (found === undefined) files.set(file, [each]);
    else found.push(each);
  }
  return files;
}

/** Placeholder for `&` until the document is printed: xmlbuilder2 does not escape what looks like a reference. */
const AMPERSAND = '\ue000';

/** Characters that XML 1.0 cannot represent are shown by their number. */
function safe(text: string): string {
  return visible(text)
    .replace(/[\ue000\ufffe\uffff]/g, (each) => `\\u{${each.charCodeAt(0).toString(16)}}`)
    .replaceAll('&', AMPERSAND);
}
