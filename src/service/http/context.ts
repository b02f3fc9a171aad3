/** What the routes work on. */
import type { BoundExperiment, Course, StoreWithData } from '../../index.js';
import type { AllLimits } from './rate-limits.js';

export interface ServiceContext {
  readonly store: StoreWithData;
  /** By course key. */
  readonly courses: ReadonlyMap<string, Course>;
  /** The experiments that are bound to flags, of all courses. */
  readonly bindings: readonly BoundExperiment[];
  readonly now: () => Date;
  readonly limits: AllLimits;
}
