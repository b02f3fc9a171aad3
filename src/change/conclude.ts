/** Ending an experiment in its course: the edit, what stops counting for grades, and the record of the decision. */

import { createHash } from 'node:crypto';
import { requireKnownOptions } from '../diagnostics/options.js';
import { jsonText, plainPlace } from '../diagnostics/report-json.js';
import type { Place } from '../diagnostics/source.js';
import { DEFAULT_GROUP } from '../olx/block/block.js';
import { contentOf } from '../olx/block/content.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { displayNameOf } from '../olx/course/read-course.js';
import { policyValue } from '../olx/policy/policy.js';
import { partitionKey } from '../runtime/division.js';
import { readXml } from '../xml/parse.js';
import { type CourseEdit, composeEdits } from './course-edit.js';
import {
  blocksOf,
  type KeptGroup,
  keptGroup,
  removeConcluded,
  removePartition,
  replaceBlocks,
} from './edits/conclude.js';
import { keyOfNode } from './edits/documents.js';
import { Editor } from './edits/editor.js';
import { experimentNamed } from './edits/experiment.js';
import { refuseWorse } from './edits/sound.js';

/** A block that learners of other groups were graded for, and that is gone. */
export interface GradedLoss {
  /** `tag/url_name`. */
  readonly block: string;
  readonly displayName: string | null;
  /** The assignment type of its subsection, such as `Homework`; `null` where the subsection is not graded. */
  readonly format: string | null;
  readonly place: Place;
}

export interface Conclusion extends CourseEdit {
  readonly experiment: {
    readonly name: string;
    /** What assignments are stored under. */
    readonly key: string;
    readonly kind: 'abtest' | 'split_test';
  };
  readonly kept: KeptGroup;
  /** Where the blocks were that the kept group's children have replaced. */
  readonly blocks: readonly Place[];
  readonly graded: readonly GradedLoss[];
}

/**
 * Ends an experiment: what the kept group shows takes the place of all its blocks, drafts too; what only they and the other groups
 * needed goes, and so does a partition that nothing else uses. Every other byte of the course stays. Nothing is written.
 * @param experiment the name of an abtest's experiment, or the name or id of a partition
 * @param keep the group; `default` for an abtest's default group
 * @throws AbtestError `edit-impossible`, also where settings or drafts would be lost
 * @example
 * const conclusion = concludeExperiment(course, 'Tone of the texts', 'story');
 * console.log(conclusion.files.size); // → 6
 */
export function concludeExperiment(course: Course, experiment: string, keep: string): Conclusion {
  const found = experimentNamed(course, experiment);
  const kept = keptGroup(found, keep);
  const step =
    (edit: (editor: Editor) => void) =>
    (now: Course): CourseEdit => {
      const editor = new Editor(now);
      edit(editor);
      return editor.collect();
    };
  const edit = composeEdits(course, [
    step((editor) => replaceBlocks(editor, experiment, keep)),
    step((editor) => removeConcluded(editor, course, experiment)),
    step((editor) => removePartition(editor, course, experiment)),
  ]);
  refuseWorse(course, edit.course);
  const blocks = blocksOf(course, found);
  const known =
    found.kind === 'abtest'
      ? ({ name: experiment, key: experiment, kind: 'abtest' } as const)
      : ({ name: found.partition.name, key: partitionKey(found.partition.id), kind: 'split_test' } as const);
  return {
    ...edit,
    experiment: known,
    kept,
    blocks: blocks.map(({ block }) => block.place),
    graded: gradedLosses(
      course,
      edit.course,
      blocks.map(({ node }) => node),
    ),
  };
}

/** Blocks that Open edX takes scores from. */
const SCORED = new Set([
  'combinedopenended',
  'drag-and-drop-v2',
  'edx_sga',
  'lti',
  'lti_consumer',
  'openassessment',
  'problem',
  'scorm',
]);

function gradedLosses(before: Course, after: Course, blocks: readonly CourseNode[]): GradedLoss[] {
  const there = new Set(after.nodes.filter(({ draft }) => !draft).map(keyOfNode));
  const met = new Set<CourseNode>();
  const lost: GradedLoss[] = [];
  const look = (node: CourseNode, format: string | null): void => {
    if (met.has(node)) return;
    met.add(node);
    const isLost = SCORED.has(node.tag) && (node.urlName === null || !there.has(keyOfNode(node)));
    if (isLost)
      lost.push({
        block: keyOfNode(node),
        displayName: titleOf(before, node),
        format,
        place: node.place,
      });
    for (const child of node.children) look(child, format);
  };
  for (const node of blocks) if (!node.draft) look(node, formatOf(before, node));
  return lost;
}

/** Leaves in files of their own are not read as trees. */
function titleOf(course: Course, node: CourseNode): string | null {
  const known = displayNameOf(course, node);
  if (known !== null || node.element !== null) return known;
  const { xml } = contentOf(course, node);
  return xml === null ? null : (readXml(xml, node.path).document?.root.get('display_name') ?? null);
}

/** The grading format of the nearest enclosing block that has one. */
function formatOf(course: Course, node: CourseNode): string | null {
  const met = new Set<CourseNode>();
  for (let at: CourseNode | undefined = node; at !== undefined && !met.has(at); at = at.parents[0]) {
    met.add(at);
    const setting = (name: string): unknown =>
      policyValue(course.policy, at!.tag, at!.urlName, name) ?? at!.element?.get(name);
    if (!/^true$/i.test(String(setting('graded')))) continue;
    const format = setting('format');
    return typeof format === 'string' && format !== '' ? format : 'graded';
  }
  return null;
}

/** The contents of a record besides the edit. */
export interface ConclusionNotes {
  /** Why this group was kept: in words, or where the report is. */
  readonly why?: string | undefined;
  /** The moment of the decision. */
  readonly at: Date;
}

/**
 * The record of a conclusion as JSON: which group was kept and why, what it replaced, and the SHA-256 of each file before and after.
 * @example
 * const conclusion = concludeExperiment(course, 'Tone of the texts', 'story');
 * const record = conclusionRecord(course, conclusion, { why: 'see report.html', at: new Date() });
 * console.log(JSON.parse(record).version); // → 1
 */
export function conclusionRecord(course: Course, conclusion: Conclusion, notes: ConclusionNotes): string {
  requireKnownOptions('conclusionRecord', notes, { why: true, at: true });
  const { why, at } = notes;
  const { experiment, kept, blocks, graded, files, changes } = conclusion;
  const digest = (bytes: Uint8Array | null): string | null =>
    bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
  return jsonText({
    version: 1,
    experiment,
    kept: { ...kept, isDefault: kept.name === DEFAULT_GROUP },
    why: why ?? null,
    at: at.toISOString(),
    blocks: blocks.map(plainPlace),
    graded: graded.map(({ place, ...each }) => ({ ...each, place: plainPlace(place) })),
    changes: changes.map(({ kind, path, message }) => ({ kind, path, message })),
    files: [...files].map(([path, bytes]) => ({
      path,
      before: digest(course.files.has(path) ? course.files.read(path) : null),
      after: digest(bytes),
    })),
  });
}
