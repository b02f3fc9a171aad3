/** The flags that experiments are bound to, read for each page: the file of bindings, and the flags of the store. */
import { unwatchFile, watchFile } from 'node:fs';
import {
  type Course,
  type CourseBindings,
  courseFlagGate,
  courseKeyOf,
  type FlagGate,
  FlagSource,
  type StoreWithData,
} from '../index.js';

export interface BoundFlags {
  /** The file that binds experiments to flags; watched. */
  readonly path: string;
  /** The current bindings of a course. @throws AbtestError `bad-configuration` for an invalid file */
  bindings(course: Course): Promise<CourseBindings>;
}

/** The file is small, so its modification time is polled, which also shows when the file is replaced. */
const PULSE_MS = 200;

export class LiveFlags {
  readonly #bound: BoundFlags;
  readonly #source: FlagSource;
  readonly #onChange: () => void;

  /** @param onChange called when the file was changed, created or deleted; not for changes of flags in the store */
  constructor(bound: BoundFlags, store: StoreWithData, onChange: () => void) {
    this.#bound = bound;
    this.#source = new FlagSource(store.data, { maxAge: 0 });
    this.#onChange = onChange;
    watchFile(bound.path, { interval: PULSE_MS, persistent: false }, this.#onChange);
  }

  /** The gate for one page. @throws AbtestError as `bindings`, and `store-…` */
  async gate(course: Course): Promise<FlagGate> {
    const bindings = await this.#bound.bindings(course);
    return courseFlagGate(bindings, await this.#source.current(), courseKeyOf(course) ?? '');
  }

  close(): void {
    unwatchFile(this.#bound.path, this.#onChange);
  }
}
