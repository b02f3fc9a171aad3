/** Blocks that must be there more than once: each copy has names of its own, all the way down. */
import { readChild } from '../../olx/block/child.js';
import { childOfKey, readSplitTest } from '../../olx/block/split-test.js';
import type { Course } from '../../olx/course/course.js';
import { definitionPath, leavesItsFolder, nameOf } from '../../olx/course/names.js';
import { pointerName } from '../../olx/course/pointer.js';
import { isContainer, isSetting } from '../../olx/course/tags.js';
import type { CourseFiles } from '../../olx/files/course-files.js';
import { applyChanges, type Change, quoted } from '../../xml/edit.js';
import { writeLossless } from '../../xml/encode.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { escapeAttribute } from '../../xml/references.js';
import type { PolicyFile } from '../policy/policy-file.js';
import { pythonObject } from '../policy/python-json.js';
import type { Notes } from '../report/notes.js';
import { type NewNames, prefixOf } from './new-names.js';
import { keyOfChild } from './print-definition.js';

/** In this file the children of the root with these numbers are copies. */
export interface CopyJob {
  readonly path: string;
  readonly which: readonly number[];
}

export class Copier {
  readonly #files: CourseFiles;
  readonly #written: Map<string, Uint8Array | null>;
  readonly #names: NewNames;
  readonly #policy: PolicyFile;
  readonly #notes: Notes;
  readonly #course: Course;
  readonly #waiting = new Map<string, CopyJob>();

  /** @param files the course as it is after the conversion, `written` laid over it */
  constructor(
    course: Course,
    files: CourseFiles,
    written: Map<string, Uint8Array | null>,
    names: NewNames,
    policy: PolicyFile,
    notes: Notes,
  ) {
    this.#course = course;
    this.#files = files;
    this.#written = written;
    this.#names = names;
    this.#policy = policy;
    this.#notes = notes;
  }

  run(jobs: readonly CopyJob[]): void {
    for (const job of jobs) this.#waiting.set(job.path, job);
    for (const { path } of jobs) this.#runAt(path);
  }

  /** Does what is waiting for a file, so that copies of it are copies of the finished file. */
  #runAt(path: string): void {
    const job = this.#waiting.get(path);
    this.#waiting.delete(path);
    if (job !== undefined) this.#run(job);
  }

  #run({ path, which }: CopyJob): void {
    const document = this.#read(path);
    if (document === undefined) return;
    const copy = new OneCopy(path);
    const changes = document.root.elements
      .filter((_, index) => which.includes(index))
      .flatMap((child) => this.#element(child, copy));
    this.#written.set(path, writeLossless(applyChanges(document, changes)));
  }

  #element(element: XmlElement, copy: OneCopy): Change[] {
    const { name: tag } = element;
    const old = nameOf(element);
    const name = this.#nameOf(tag, old ?? element.raw, copy);
    const pointed = pointerName(element);
    if (pointed !== null) this.#file(tag, pointed, name, copy);
    const own = setName(element, name);
    if (pointed === null && old !== null) this.#policy.copy(`${tag}/${old}`, `${tag}/${name}`, this.#notes);
    return pointed === null ? [own, ...this.#inside(element, copy)] : [own];
  }

  /** The same block gets the same new name wherever it stands in one copy. */
  #nameOf(tag: string, old: string, copy: OneCopy): string {
    const key = `${tag}/${old}`;
    const known = copy.names.get(key);
    if (known !== undefined) return known;
    const name = this.#names.claim(tag, prefixOf(copy.path), `copy ${copy.identity} ${key}`);
    copy.names.set(key, name);
    this.#notes.change(
      'copied',
      copy.path,
      `${tag}/${name} is a copy of ${old.startsWith('<') ? `an inline ${tag}` : key}`,
    );
    return name;
  }

  #inside(element: XmlElement, copy: OneCopy): Change[] {
    const { name: tag } = element;
    if (!isContainer(tag)) return [];
    const groups = tag === 'abtest' ? element.elements : [element];
    const children = groups.flatMap((group) => group.elements).filter((child) => !isSetting(child.name));
    const changes = children.flatMap((child) => this.#element(child, copy));
    return tag === 'split_test' ? [...changes, ...this.#map(element, copy)] : changes;
  }

  #file(tag: string, old: string, name: string, copy: OneCopy): void {
    if (copy.done.has(`${tag}/${old}`)) return;
    copy.done.add(`${tag}/${old}`);
    this.#policy.copy(`${tag}/${old}`, `${tag}/${name}`, this.#notes);
    const path = definitionPath(tag, old);
    const prefix = prefixOf(copy.path);
    const found = [prefix + path, path].find((each) => !leavesItsFolder(path) && this.#files.has(each));
    if (found === undefined) return;
    const target = prefix + definitionPath(tag, name);
    this.#runAt(found);
    const document = isContainer(tag) ? this.#read(found) : undefined;
    if (document === undefined) {
      this.#written.set(target, this.#files.read(found));
      return;
    }
    const { root } = document;
    const own = root.attribute('url_name') === undefined ? [] : [setName(root, name)];
    const changes = [...own, ...this.#inside(root, copy)];
    this.#written.set(target, writeLossless(applyChanges(document, changes)));
  }

  #map(element: XmlElement, copy: OneCopy): Change[] {
    const attribute = element.attribute('group_id_to_child');
    const keys = readSplitTest(element, { root: element } as XmlDocument).childKeys;
    if (attribute === undefined || keys === null) return [];
    const children = element.elements.map(readChild);
    const entries = [...keys].map(([id, key]): [string, string] => {
      const child = childOfKey(children, key);
      const name = child && copy.names.get(`${child.tag}/${child.urlName}`);
      return [id, name === undefined ? key : keyOfChild(this.#course, child!.tag, name)];
    });
    return [
      {
        start: attribute.valueStart,
        end: attribute.valueEnd,
        text: quoted(pythonObject(entries), attribute.quote),
      },
    ];
  }

  #read(path: string): XmlDocument | undefined {
    return readXml(this.#files.read(path), this.#files.display(path)).document;
  }
}

class OneCopy {
  readonly path: string;
  readonly names = new Map<string, string>();
  readonly done = new Set<string>();

  constructor(path: string) {
    this.path = path;
  }

  /** A draft's copies have the names of the published ones. */
  get identity(): string {
    return this.path.slice(prefixOf(this.path).length);
  }
}

function setName(element: XmlElement, name: string): Change {
  const attribute = element.attribute('url_name') ?? element.attribute('slug');
  if (attribute !== undefined)
    return { start: attribute.start, end: attribute.end, text: `url_name="${escapeAttribute(name)}"` };
  const at = element.start + 1 + element.name.length;
  return { start: at, end: at, text: ` url_name="${escapeAttribute(name)}"` };
}
