/** Validates one text of course XML, and prints the response. */
import { checkCourse, loadCourse, summarizeDiagnostics } from '../../index.js';
import { plainDiagnostic } from '../../internal/content.js';

/** A text to validate, and its file name in places. */
export interface GivenText {
  readonly text: string;
  readonly file?: string | undefined;
}

const MOST_DIAGNOSTICS = 1000;

/** The body of the response as JSON: the findings of the rules, and their number. */
export async function verdictOf({ text, file }: GivenText): Promise<string> {
  const { course } = await loadCourse({ text, ...(file !== undefined && { file }) });
  const diagnostics = checkCourse(course);
  const summary = summarizeDiagnostics(diagnostics, {
    files: course.xmlFiles.length,
    blocks: course.blocks.length,
  });
  return JSON.stringify({
    valid: summary.errors === 0,
    summary,
    diagnostics: diagnostics.slice(0, MOST_DIAGNOSTICS).map((each) => plainDiagnostic(each)),
  });
}
