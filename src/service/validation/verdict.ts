/** Validates one text of course XML, and prints the response. */
import { loadCourse, summarizeDiagnostics } from '../../index.js';
import { checkCourseWithin, plainDiagnostic } from '../../internal/content.js';

/** A text to validate, and its file name in places. */
export interface GivenText {
  readonly text: string;
  readonly file?: string | undefined;
}

const MOST_DIAGNOSTICS = 1000;
/** Of one rule: further ones are counted, but take no memory. */
const MOST_OF_A_RULE = 2000;

/** The body of the response as JSON: the findings of the rules, and their number. */
export async function verdictOf({ text, file }: GivenText): Promise<string> {
  const { course } = await loadCourse({ text, ...(file !== undefined && { file }) });
  const { diagnostics, further } = checkCourseWithin(course, MOST_OF_A_RULE);
  const kept = summarizeDiagnostics(diagnostics, {
    files: course.xmlFiles.length,
    blocks: course.blocks.length,
  });
  const summary = {
    ...kept,
    errors: kept.errors + further.error,
    warnings: kept.warnings + further.warning,
    infos: kept.infos + further.info,
  };
  return JSON.stringify({
    valid: summary.errors === 0,
    truncated:
      diagnostics.length > MOST_DIAGNOSTICS ||
      summary.errors + summary.warnings + summary.infos > diagnostics.length,
    summary,
    diagnostics: diagnostics.slice(0, MOST_DIAGNOSTICS).map((each) => plainDiagnostic(each)),
  });
}
