/** What the editor offers for a place: the fixes of its findings, the repair of maps, the preview. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Diagnostic as EditorDiagnostic,
  type Range,
  TextEdit,
} from 'vscode-languageserver';
import { type Course, type Diagnostic, repairSplitTests } from '../../index.js';
import { rangeOf } from '../positions.js';
import { type OpenTexts, workspaceEdit } from './rename.js';

export const PREVIEW_COMMAND = 'olx-abtest.preview';

/** Rules whose findings `convert --repair` resolves. */
const REPAIRED = new Set([
  'group-map-child',
  'group-without-child',
  'child-without-group',
  'group-map-format',
]);

interface ActionScene {
  readonly course: Course;
  readonly uriOf: (file: string) => string;
  readonly file: string;
  readonly texts: OpenTexts;
  readonly mayMove: boolean;
}

/** @param shown the findings as they were published, in the order of `found` */
export function actionsFor(
  scene: ActionScene,
  range: Range,
  found: readonly Diagnostic[],
  shown: (diagnostic: Diagnostic) => EditorDiagnostic,
): CodeAction[] {
  const here = found.filter(({ place }) => place.file === scene.file && touches(rangeOf(place), range));
  const fixes = here.flatMap((diagnostic): CodeAction[] => {
    const { fix } = diagnostic;
    if (fix === undefined || fix.edits.length === 0) return [];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        isPreferred: true,
        diagnostics: [shown(diagnostic)],
        edit: {
          documentChanges: [
            {
              textDocument: versioned(scene, fix.edits[0]!.place.file),
              edits: fix.edits.map(({ place, text }) => TextEdit.replace(rangeOf(place), text)),
            },
          ],
        },
      },
    ];
  });
  return here.some(({ ruleId }) => REPAIRED.has(ruleId)) ? [...fixes, ...repairing(scene)] : fixes;
}

function repairing({ course, uriOf, texts, mayMove }: ActionScene): CodeAction[] {
  const edit = repairSplitTests(course);
  if (edit.files.size === 0) return [];
  return [
    {
      title: 'Repair the group maps of this course',
      kind: CodeActionKind.QuickFix,
      edit: workspaceEdit({ course, uriOf }, edit, texts, mayMove),
    },
  ];
}

function versioned({ uriOf, texts }: ActionScene, file: string) {
  const uri = uriOf(file);
  return { uri, version: texts.versionOf(uri) };
}

/** One link above each A/B block of a document. */
export function lensesOf(course: Course, file: string, uri: string): CodeLens[] {
  return course.blocks.flatMap(({ block }) =>
    block.place.file === file
      ? [
          {
            range: rangeOf(block.place),
            command: { title: 'Open in the preview', command: PREVIEW_COMMAND, arguments: [uri] },
          },
        ]
      : [],
  );
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
