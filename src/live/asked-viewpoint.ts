/** The viewpoint that a request asks for: `?as=group:…`, or `?as=learner&who=…`. */
import { AbtestError, type FlagGate, type Store } from '../index.js';
import { visible } from '../presentation/group-words.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';
import { asksForGroup, groupViewpoint } from '../preview/viewpoint/group-viewpoints.js';
import { learnerViewpoint } from '../preview/viewpoint/learner-viewpoint.js';
import type { Viewpoint } from '../preview/viewpoint/viewpoint.js';

interface Asked {
  readonly as: string;
  readonly who: string;
  readonly store: Store;
  readonly flags?: (() => Promise<FlagGate>) | undefined;
}

/** One of the two, or neither for the author's view. */
export interface AskedViewpoint {
  readonly viewpoint?: Viewpoint;
  /** Why the author's view is shown instead: a sentence without a full stop. */
  readonly trouble?: string;
}

/** Errors about the request or the course, which do not prevent showing the author's view. */
const SAID: readonly string[] = ['bad-argument', 'bad-configuration', 'course-refused'];

/** @throws AbtestError `store-…` when the store fails */
export async function askedViewpoint(
  preview: PreviewCourse,
  { as, who, store, flags }: Asked,
): Promise<AskedViewpoint> {
  if (as === '') return {};
  if (asksForGroup(as)) {
    const viewpoint = groupViewpoint(preview, as);
    return viewpoint === null ? { trouble: 'The course has no such group' } : { viewpoint };
  }
  if (as !== 'learner') return { trouble: `“${visible(as)}” is neither a group nor “learner”` };
  if (who === '') return { trouble: 'No username was entered' };
  try {
    const gate = await flags?.();
    const viewpoint = await learnerViewpoint(preview, { learner: who, store, flags: gate });
    return viewpoint === null ? { trouble: 'The course could not be read' } : { viewpoint };
  } catch (error) {
    if (!(error instanceof AbtestError) || !SAID.includes(error.code)) throw error;
    return { trouble: `${error.message}${error.hint && ` (${error.hint.replace(/\.$/, '')})`}` };
  }
}
