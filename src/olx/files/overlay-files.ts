/** A course's files with changes laid over them. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { FileChanges } from '../write/members.js';
import type { CourseFiles } from './course-files.js';

export class OverlayFiles implements CourseFiles {
  readonly #below: CourseFiles;
  readonly #changes: FileChanges;

  constructor(below: CourseFiles, changes: FileChanges) {
    this.#below = below;
    this.#changes = changes;
  }

  has(path: string): boolean {
    const change = this.#changes.get(path);
    return change === undefined ? this.#below.has(path) : change !== null;
  }

  paths(): Iterable<string> {
    const kept = [...this.#below.paths()].filter((path) => !this.#changes.has(path));
    const written = [...this.#changes].flatMap(([path, bytes]) => (bytes === null ? [] : [path]));
    return [...kept, ...written].sort();
  }

  read(path: string): Uint8Array {
    const change = this.#changes.get(path);
    if (change) return change;
    if (change === null) throw new AbtestError('not-readable', `${this.display(path)} is gone`);
    return this.#below.read(path);
  }

  readQuickly(path: string): string | Uint8Array {
    return this.#changes.has(path) ? this.read(path) : this.#below.readQuickly(path);
  }

  readStatic(name: string, most: number): Uint8Array | null {
    return this.#below.readStatic(name, most);
  }

  hasStatic(name: string): boolean {
    return this.#below.hasStatic(name);
  }

  staticNames(): readonly string[] {
    return this.#below.staticNames();
  }

  display(path: string): string {
    return this.#below.display(path);
  }
}
