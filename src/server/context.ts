/** What the routes work on. */
import type { Course, StoreWithData } from '../index.js';
import type { AllLimits } from './limits.js';

export interface ServiceContext {
  readonly store: StoreWithData;
  /** By course key. */
  readonly courses: ReadonlyMap<string, Course>;
  readonly now: () => Date;
  readonly limits: AllLimits;
}
