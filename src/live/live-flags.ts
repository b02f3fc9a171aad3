/** The flags that experiments are bound to, as they are at each look: the file that binds them, and the flags of the store. */
import { unwatchFile, watchFile } from 'node:fs';
import {
  type Course,
  type CourseBindings,
  courseKeyOf,
  type FlagGate,
  FlagSource,
  gateOf,
  type StoreWithData,
} from '../index.js';

export interface BoundFlags {
  /** The file that binds experiments to flags; watched. */
  readonly path: string;
  /** What it says of a course now. @throws AbtestError `bad-configuration` for a file that cannot be used */
  bindings(course: Course): Promise<CourseBindings>;
}

/** It is one small file, and a look at its date finds one that was put in its place too. */
const PULSE_MS = 200;

export class LiveFlags {
  readonly #bound: BoundFlags;
  readonly #source: FlagSource;
  readonly #onChange: () => void;

  /** @param onChange hears that the file was changed, has come or has gone; not of flags in the store */
  constructor(bound: BoundFlags, store: StoreWithData, onChange: () => void) {
    this.#bound = bound;
    this.#source = new FlagSource(store.data, { maxAge: 0 });
    this.#onChange = onChange;
    watchFile(bound.path, { interval: PULSE_MS, persistent: false }, this.#onChange);
  }

  /** For one look. @throws AbtestError as `bindings`, and `store-…` */
  async gate(course: Course): Promise<FlagGate> {
    const bindings = await this.#bound.bindings(course);
    return gateOf(bindings, await this.#source.current(), courseKeyOf(course) ?? '');
  }

  close(): void {
    unwatchFile(this.#bound.path, this.#onChange);
  }
}
