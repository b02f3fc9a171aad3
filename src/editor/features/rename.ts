/** Rename: an experiment, a group or a block, everywhere in the course, with the edits of the library. */
import { type TextDocumentEdit, TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import {
  AbtestError,
  type CourseEdit,
  renameBlock,
  renameExperiment,
  renameExperimentGroup,
} from '../../index.js';
import { decode } from '../../internal/content.js';
import { tagAt } from '../cursor.js';
import type { Asked } from './definition.js';
import { blockAt, groupOfTag } from './find.js';
import { policyTarget } from './policy-places.js';

/** What can be renamed at a place: its name, where that is written, and how. */
interface Renaming {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly run: (name: string) => CourseEdit;
}

export function renamingAt(asked: Asked): Renaming | null {
  const { course, file, text, offset } = asked;
  if (file === course.policy?.source.file) return renamingInPolicy(asked);
  const tag = tagAt(text, offset);
  if (tag?.attribute == null) return null;
  const { name, raw, start, end } = tag.attribute;
  const block = blockAt(course, file, offset);
  const experiment = block?.kind === 'abtest' ? block.experiment : null;
  if (experiment !== null && name === 'experiment' && tag.start === block?.element.start)
    return { name: experiment, start, end, run: (to) => renameExperiment(course, experiment, to) };
  const group = experiment === null ? null : groupOfTag(block!, tag);
  if (group?.name != null && !group.isDefault && name === 'name') {
    const from = group.name;
    return { name: from, start, end, run: (to) => renameExperimentGroup(course, experiment!, from, to) };
  }
  if (name !== 'url_name' || raw === '' || group !== null) return null;
  return { name: raw, start, end, run: (to) => renameBlock(course, `${tag.name}/${raw}`, to) };
}

/** The names of partitions and of their groups. */
function renamingInPolicy({ course, text, offset }: Asked): Renaming | null {
  const target = policyTarget(course, offset);
  const quoted = /"name"\s*:\s*"((?:[^"\\\n]|\\.)*)"/y;
  const line = text.lastIndexOf('"name"', offset);
  if (target === null || line === -1) return null;
  quoted.lastIndex = line;
  const found = quoted.exec(text);
  if (found === null || offset > quoted.lastIndex) return null;
  const range = { start: quoted.lastIndex - 1 - found[1]!.length, end: quoted.lastIndex - 1 };
  const { partition } = target;
  if (target.group === null)
    return {
      name: partition.name,
      ...range,
      run: (to) => renameExperiment(course, String(partition.id), to),
    };
  const group = partition.groups.find(({ id }) => id === target.group);
  if (group === undefined) return null;
  return {
    name: group.name,
    ...range,
    run: (to) => renameExperimentGroup(course, String(partition.id), group.name, to),
  };
}

/** The texts that open documents have now, with their versions; files that are not open are read from the course. */
export interface OpenTexts {
  versionOf(uri: string): number | null;
  rangeOf(text: string, start: number, end: number): TextEdit['range'];
}

/**
 * The edit as an editor carries it out.
 * @param mayMove whether the editor renames files
 * @throws AbtestError `edit-impossible` for an edit that moves files, in an editor that cannot
 */
export function workspaceEdit(
  { course, uriOf }: Pick<Asked, 'course' | 'uriOf'>,
  edit: Pick<CourseEdit, 'files' | 'moves'>,
  texts: OpenTexts,
  mayMove: boolean,
): WorkspaceEdit {
  const changes: NonNullable<WorkspaceEdit['documentChanges']> = [];
  const moved = new Set(edit.moves.values());
  if (!mayMove && (moved.size > 0 || [...edit.files.values()].includes(null)))
    throw new AbtestError('edit-impossible', 'This editor cannot rename files', {
      hint: 'Use olx-abtest edit rename-block.',
    });
  for (const [to, from] of edit.moves)
    changes.push({ kind: 'rename', oldUri: uriOf(from), newUri: uriOf(to) });
  for (const [path, bytes] of edit.files) {
    const from = edit.moves.get(path) ?? path;
    if (bytes === null) {
      if (!moved.has(path)) changes.push({ kind: 'delete', uri: uriOf(path) });
      continue;
    }
    const before = course.files.has(from) ? decode(course.files.read(from)).text : null;
    if (before === null) changes.push({ kind: 'create', uri: uriOf(path) });
    const after = decode(bytes).text;
    if (before !== after) changes.push(textChange(uriOf(path), before ?? '', after, texts));
  }
  return { documentChanges: changes };
}

/** One edit, from the first to the last character that differs. */
function textChange(uri: string, before: string, after: string, texts: OpenTexts): TextDocumentEdit {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const range = texts.rangeOf(before, start, before.length - end);
  return {
    textDocument: { uri, version: texts.versionOf(uri) },
    edits: [TextEdit.replace(range, after.slice(start, after.length - end))],
  };
}
