/** The open documents by course: which course a document belongs to, and what the editor has typed into it. */
import { join } from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { courseRootOf, pathInside } from './course-root.js';
import { type CheckSettings, EditedCourse } from './edited-course.js';
import { pathOfUri, uriOfPath } from './positions.js';

interface CourseDocument {
  readonly course: EditedCourse;
  /** The path of the document in the course. */
  readonly file: string;
  readonly document: TextDocument;
}

export class CourseDocuments {
  readonly #open = new Map<string, CourseDocument>();
  readonly #courses = new Map<string, EditedCourse>();
  readonly #settingsFor: (root: string) => Promise<CheckSettings | null>;
  folders: readonly string[] = [];

  /** @param settingsFor the settings of a course, asked when it is read for the first time and after `renew` */
  constructor(settingsFor: (root: string) => Promise<CheckSettings | null>) {
    this.#settingsFor = settingsFor;
  }

  get courses(): Iterable<EditedCourse> {
    return this.#courses.values();
  }

  /** A document was opened or changed. */
  put(document: TextDocument): void {
    const path = pathOfUri(document.uri);
    const root = path === null ? null : courseRootOf(path, this.folders);
    if (this.#open.get(document.uri)?.course.root !== root) this.remove(document.uri);
    if (path === null || root === null) return;
    const course = this.#courseAt(root);
    this.#open.set(document.uri, { course, file: pathInside(path, root), document });
    course.changed();
  }

  get(uri: string): CourseDocument | undefined {
    return this.#open.get(uri);
  }

  /** A document was closed; a course without open documents is forgotten. */
  remove(uri: string): void {
    const closed = this.#open.get(uri);
    if (closed === undefined) return;
    this.#open.delete(uri);
    closed.course.changed();
    const isUsed = [...this.#open.values()].some(({ course }) => course === closed.course);
    if (!isUsed) this.#courses.delete(closed.course.root);
  }

  /**
   * Files, folders or the configuration have changed: every open document is assigned to its course again.
   * @param documents all that are open, those that belonged to no course until now too
   */
  renew(documents: readonly TextDocument[]): void {
    this.#courses.clear();
    this.#open.clear();
    for (const document of documents) this.put(document);
  }

  /** The URI of a file of a course, as the editor writes it where the file is open. */
  uriOf(course: EditedCourse, file: string): string {
    for (const [uri, opened] of this.#open) if (opened.course === course && opened.file === file) return uri;
    return uriOfPath(join(course.root, file));
  }

  #courseAt(root: string): EditedCourse {
    const known = this.#courses.get(root);
    if (known !== undefined) return known;
    const course: EditedCourse = new EditedCourse(root, () => this.#textsOf(course), this.#settingsFor(root));
    this.#courses.set(root, course);
    return course;
  }

  #textsOf(course: EditedCourse): Map<string, string> {
    const own = [...this.#open.values()].filter((each) => each.course === course);
    return new Map(own.map(({ file, document }) => [file, document.getText()]));
  }
}
