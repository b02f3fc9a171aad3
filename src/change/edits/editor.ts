/** The changes of one edit, collected file by file, and the course that they make. */
import { NewNames } from '../../convert/blocks/new-names.js';
import { Notes } from '../../convert/report/notes.js';
import type { Course } from '../../olx/course/course.js';
import { readCourse } from '../../olx/course/read-course.js';
import { impossible } from '../../olx/edit/placing.js';
import { OverlayFiles } from '../../olx/files/overlay-files.js';
import { PolicyFile, policyTrouble } from '../../olx/policy/policy-file.js';
import { applyChanges, type Change } from '../../xml/edit.js';
import { writeLossless } from '../../xml/encode.js';
import type { XmlDocument } from '../../xml/node.js';
import type { CourseEdit } from '../course-edit.js';
import { CourseDocuments } from './documents.js';
import { refuseWorse } from './sound.js';

export class Editor {
  readonly course: Course;
  readonly notes: Notes;
  readonly documents: CourseDocuments;
  readonly names: NewNames;
  readonly #changes = new Map<string, { readonly document: XmlDocument; readonly list: Change[] }>();
  readonly #files = new Map<string, Uint8Array | null>();
  /** New path to old path. */
  readonly #moves = new Map<string, string>();
  #policy: PolicyFile | undefined;

  /** @throws AbtestError `edit-impossible` for anything but a whole course */
  constructor(course: Course) {
    if (course.kind !== 'course' || course.root === null || course.run === null)
      throw impossible(
        `"${course.label}" is not a whole course`,
        'Give the directory or the archive with course.xml in it.',
      );
    this.course = course;
    this.notes = new Notes(course);
    this.documents = new CourseDocuments(course);
    this.names = new NewNames(course.files, course.nodes);
  }

  /**
   * The policy, to be edited.
   * @throws AbtestError `edit-impossible` for one that Open edX or this program cannot read
   */
  get policy(): PolicyFile {
    if (this.#policy !== undefined) return this.#policy;
    const trouble = policyTrouble(this.course);
    if (trouble !== undefined) throw impossible(trouble.message, trouble.hint);
    this.#policy = new PolicyFile(this.course);
    if (this.#policy.hasBom)
      throw impossible(
        `${this.#policy.path} begins with a byte order mark, so that Open edX takes it for an empty one`,
        'Save it as UTF-8 without the mark first.',
      );
    return this.#policy;
  }

  change(path: string, document: XmlDocument, changes: readonly Change[]): void {
    const known = this.#changes.get(path);
    if (known === undefined) this.#changes.set(path, { document, list: [...changes] });
    else known.list.push(...changes);
  }

  write(path: string, bytes: Uint8Array): void {
    this.#files.set(path, bytes);
  }

  remove(path: string): void {
    this.#files.set(path, null);
  }

  /** The file with its changes, at another path. */
  move(from: string, to: string): void {
    this.#moves.set(to, from);
  }

  /** @throws AbtestError `edit-impossible` where the course would be worse than before */
  finish(): CourseEdit {
    const edit = this.collect();
    if (edit.course !== this.course) refuseWorse(this.course, edit.course);
    return edit;
  }

  /** The edit without that check, for one that is a step of another. */
  collect(): CourseEdit {
    const files = new Map<string, Uint8Array | null>();
    for (const [path, { document, list }] of this.#changes) {
      const old = this.course.files.read(path);
      const bytes = writeLossless(applyChanges(document, distinct(list, path)));
      if (Buffer.compare(old, bytes) !== 0) files.set(path, bytes);
    }
    for (const [path, bytes] of this.#files) files.set(path, bytes);
    for (const [to, from] of this.#moves) {
      files.set(to, files.get(from) ?? this.course.files.read(from));
      files.set(from, null);
    }
    const policy = this.#policy?.bytes;
    if (policy !== undefined) files.set(this.#policy!.path, policy);
    const { notes, course } = this;
    const moves = this.#moves;
    if (files.size === 0) return { course, files, moves, changes: notes.changes };
    const after = readCourse(new OverlayFiles(course.files, files), course.label);
    return { course: after, files, moves, changes: notes.changes };
  }
}

/** A removal inside of a removal is done by it. */
function distinct(changes: readonly Change[], path: string): readonly Change[] {
  const removals = changes
    .filter(({ text, start, end }) => text === '' && end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const outer: Change[] = [];
  for (const each of removals) if (each.end > (outer.at(-1)?.end ?? -1)) outer.push(each);
  const isOuter = new Set(outer);
  const kept = [...changes]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .filter((each) => isOuter.has(each) || !isInside(each, outer));
  kept.forEach((each, index) => {
    if (index > 0 && each.start < kept[index - 1]!.end)
      throw impossible(
        `The edit would change a block in ${path} and a block inside of it`,
        'Take the inner block out of the outer one first.',
      );
  });
  return kept;
}

/** `outer` is sorted and without overlaps. */
function isInside({ start, end }: Change, outer: readonly Change[]): boolean {
  let [low, high] = [0, outer.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const each = outer[middle]!;
    if (each.end < start) low = middle + 1;
    else if (each.start > start) high = middle - 1;
    else
      return (
        (start > each.start || end > start) && start >= each.start && end <= each.end && start < each.end
      );
  }
  return false;
}
