/** Diagnostics for programs: one JSON document whose shape is versioned. */
import type { Diagnostic } from './diagnostic.js';
import type { DiagnosticSummary } from './report.js';
import type { Place } from './source.js';

/**
 * `{version: 1, summary, diagnostics}`; every place has a file, a start and an end.
 * @example
 * const diagnostics = checkCourse(course);
 * const text = formatJson(diagnostics, summarizeDiagnostics(diagnostics, { files: 12, blocks: 3 }));
 * console.log(JSON.parse(text).version); // → 1
 */
export function formatJson(diagnostics: readonly Diagnostic[], summary: DiagnosticSummary): string {
  return jsonText({
    version: 1,
    summary,
    diagnostics: diagnostics.map((each) => plainDiagnostic(each)),
  });
}

/** The documented properties of a diagnostic, in their order; `fileOf` maps file names to those that are printed. */
export function plainDiagnostic(diagnostic: Diagnostic, fileOf = (file: string): string => file) {
  const { ruleId, severity, message, hint, place, related, fix } = diagnostic;
  const placed = (at: Place): Place => ({ ...plainPlace(at), file: fileOf(at.file) });
  return {
    ruleId,
    severity,
    message,
    hint,
    place: placed(place),
    related: related.map((each) => ({ message: each.message, place: placed(each.place) })),
    ...(fix !== undefined && {
      fix: {
        title: fix.title,
        edits: fix.edits.map((each) => ({ place: placed(each.place), text: each.text })),
        ...(fix.plainUtf8 !== undefined && { plainUtf8: fileOf(fix.plainUtf8) }),
      },
    }),
  };
}

/** The documented properties of a place, in their order. */
export function plainPlace({ file, start, end }: Place): Place {
  return {
    file,
    start: { line: start.line, column: start.column, offset: start.offset },
    end: { line: end.line, column: end.column, offset: end.offset },
  };
}

/** Control and bidi characters that JSON allows but a terminal must not receive. */
const UNSAFE =
  /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Indented JSON that ends with one newline; characters that could disturb a terminal are written as `\uXXXX`. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(UNSAFE, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return `${text}\n`;
}
