/** Blocks that are removed, and what only they need: files, inner blocks, drafts, settings. What anything else needs stays. */
import { DRAFTS } from '../../convert/blocks/new-names.js';
import { visible } from '../../diagnostics/visible.js';
import { usageParts } from '../../olx/block/split-test.js';
import { pointerName } from '../../olx/course/pointer.js';
import { isLeaf } from '../../olx/course/tags.js';
import { removeProperty } from '../../olx/policy/json-edit.js';
import type { XmlElement } from '../../xml/node.js';
import {
  type BlockKey,
  definitionPaths,
  elementsOf,
  isPublished,
  keyOfElement,
  keyOfPath,
} from './documents.js';
import type { Editor } from './editor.js';

export class Removal {
  readonly #editor: Editor;
  readonly #elements = new Set<XmlElement>();
  /** Files that go whatever points to them. */
  readonly #asked = new Set<string>();
  readonly #waiting: string[] = [];
  readonly #keys = new Set<BlockKey>();
  #parents: ReadonlyMap<BlockKey, readonly string[]> | undefined;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  /** An element that the caller takes out of its file. */
  element(element: XmlElement, path: string): void {
    this.#elements.add(element);
    this.#lose(element, path);
  }

  /** A definition that goes with the pointers to it. */
  file(path: string): void {
    if (!this.#editor.course.files.has(path)) return;
    this.#asked.add(path);
    this.#waiting.push(path);
  }

  /** Removes the files that nothing else needs, and the settings of blocks that are gone. */
  run(): void {
    const candidates = this.#candidates();
    const kept = this.#kept(candidates);
    const gone = [...candidates].filter((path) => !kept.has(path)).sort();
    for (const path of gone) {
      this.#editor.remove(path);
      this.#editor.notes.change('removed', path, 'the file: nothing else needs it');
    }
    this.#removeSettings(new Set(gone));
  }

  /** Everything that is named in what goes, however deep. */
  #candidates(): Set<string> {
    const found = new Set<string>();
    const { documents, course } = this.#editor;
    for (let path = this.#waiting.pop(); path !== undefined; path = this.#waiting.pop()) {
      if (found.has(path) || !course.files.has(path)) continue;
      found.add(path);
      const key = keyOfPath(path);
      if (key !== null) {
        this.#keys.add(key);
        if (isPublished(path)) this.#waiting.push(...this.#drafts(key));
      }
      const document = path.endsWith('.xml') ? documents.at(path) : null;
      if (document !== null) this.#lose(document.root, path);
    }
    return found;
  }

  #lose(element: XmlElement, path: string): void {
    for (const each of elementsOf({ root: element })) {
      const key = keyOfElement(each, path);
      if (key !== null) this.#keys.add(key);
      if (key !== null && isPublished(path) && pointerName(each) === null)
        this.#waiting.push(...this.#drafts(key));
      this.#waiting.push(...this.#editor.documents.targets(each, path));
    }
  }

  /** A draft belongs to its published block, and a unit that was never published to its parent. */
  #drafts(key: BlockKey): readonly string[] {
    this.#parents ??= this.#draftsByParent();
    return [definitionPaths(key)[1]!, ...(this.#parents.get(key) ?? [])];
  }

  #draftsByParent(): ReadonlyMap<BlockKey, string[]> {
    const found = new Map<BlockKey, string[]>();
    for (const { path, document } of this.#editor.documents.outline) {
      if (!path.startsWith(DRAFTS)) continue;
      const { root } = document;
      const parts = usageParts(root.get('parent_url') ?? root.get('parent_sequential_url') ?? '');
      if (parts === undefined) continue;
      const key = `${parts.tag}/${parts.name}`;
      found.set(key, [...(found.get(key) ?? []), path]);
    }
    return found;
  }

  /** Candidates that are named, at any distance, in what stays. */
  #kept(candidates: ReadonlySet<string>): Set<string> {
    const { documents } = this.#editor;
    const kept = new Set<string>();
    const mark = (path: string): void => {
      const document = documents.at(path);
      if (document === null) return;
      for (const each of this.#staying(document.root))
        for (const target of documents.targets(each, path)) keep(target);
    };
    const waiting: string[] = [];
    const keep = (path: string): void => {
      if (!candidates.has(path) || kept.has(path) || this.#asked.has(path)) return;
      kept.add(path);
      waiting.push(path);
    };
    // The body of an html block may be shared: then the files of all of them are looked at.
    const needsHtml = [...candidates].some((path) => path.endsWith('.html'));
    for (const path of documents.paths((tag) => !isLeaf(tag) || (needsHtml && tag === 'html')))
      if (!candidates.has(path)) mark(path);
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (path.endsWith('.xml')) mark(path);
      const key = isPublished(path) ? keyOfPath(path) : null;
      if (key !== null) for (const each of this.#drafts(key)) keep(each);
    }
    return kept;
  }

  /** Elements that do not go with one around them. */
  #staying(root: XmlElement): XmlElement[] {
    if (this.#elements.size === 0) return elementsOf({ root });
    const found: XmlElement[] = [];
    let goneUntil = -1;
    for (const element of elementsOf({ root })) {
      if (element.start < goneUntil) continue;
      if (this.#elements.has(element)) goneUntil = element.end;
      else found.push(element);
    }
    return found;
  }

  #removeSettings(gone: ReadonlySet<string>): void {
    const { course, documents } = this.#editor;
    if (course.policy?.entries === null || course.policy === null) return;
    const { entries } = course.policy;
    const set = [...this.#keys].filter((key) => Object.hasOwn(entries, key));
    if (set.length === 0) return;
    const there = new Set<BlockKey>();
    for (const { path, document } of documents.outline) {
      if (gone.has(path)) continue;
      for (const each of this.#staying(document.root)) there.add(keyOfElement(each, path) ?? '');
    }
    for (const key of set) {
      const isThere =
        there.has(key) || definitionPaths(key).some((path) => course.files.has(path) && !gone.has(path));
      if (isThere) continue;
      this.#editor.policy.edit((text) => removeProperty(text, [], key));
      this.#editor.notes.change('removed', this.#editor.policy.path, `the settings of ${visible(key)}`);
    }
  }
}
