/** Sends findings to the editor: each file's when they change, none for a file that has no more. */
import {
  type Connection,
  DiagnosticSeverity,
  type Diagnostic as EditorDiagnostic,
} from 'vscode-languageserver';
import type { Diagnostic } from '../index.js';
import type { EditedCourse } from './edited-course.js';
import { rangeOf } from './positions.js';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** The URI of a file of the course. */
type UriOf = (file: string) => string;

export function editorDiagnostic(diagnostic: Diagnostic, uriOf: UriOf): EditorDiagnostic {
  const { ruleId, severity, message, hint, place, related } = diagnostic;
  return {
    range: rangeOf(place),
    severity: SEVERITIES[severity],
    source: 'olx-abtest',
    code: ruleId,
    message: hint === '' ? message : `${message}\n${hint}`,
    ...(related.length > 0 && {
      relatedInformation: related.map((each) => ({
        message: each.message,
        location: { uri: uriOf(each.place.file), range: rangeOf(each.place) },
      })),
    }),
  };
}

/** Findings of one file that are sent: an editor cannot use more, and slows down. */
const MOST_FINDINGS = 1000;

function firstOf(diagnostics: EditorDiagnostic[]): EditorDiagnostic[] {
  const first = diagnostics.slice(0, MOST_FINDINGS);
  const rest = diagnostics.length - first.length;
  const last = first.at(-1)!;
  return rest === 0
    ? first
    : [...first, { ...last, message: `${rest} more findings in this file; olx-abtest validate lists them` }];
}

export class Published {
  readonly #connection: Connection;
  /** By course, then by URI: what the editor has now. */
  readonly #sent = new Map<string, Map<string, string>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  update({ root, state }: EditedCourse, uriOf: UriOf): void {
    const found = new Map<string, EditorDiagnostic[]>();
    for (const diagnostic of state?.diagnostics ?? []) {
      const uri = uriOf(diagnostic.place.file);
      const own = found.get(uri) ?? [];
      own.push(editorDiagnostic(diagnostic, uriOf));
      found.set(uri, own);
    }
    for (const [uri, diagnostics] of found) found.set(uri, firstOf(diagnostics));
    const before = this.#sent.get(root) ?? new Map<string, string>();
    const now = new Map<string, string>();
    for (const [uri, diagnostics] of found) {
      const text = JSON.stringify(diagnostics);
      now.set(uri, text);
      if (before.get(uri) !== text) void this.#connection.sendDiagnostics({ uri, diagnostics });
    }
    for (const uri of before.keys())
      if (!found.has(uri)) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#sent.set(root, now);
  }

  /** Courses that are not open any more have no findings in the editor. */
  keepOnly(roots: ReadonlySet<string>): void {
    for (const [root, uris] of this.#sent) {
      if (roots.has(root)) continue;
      for (const uri of uris.keys()) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
      this.#sent.delete(root);
    }
  }
}
