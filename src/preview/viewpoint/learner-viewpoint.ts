/** The viewpoint of one learner: the groups that the runtime gives, without storing them. */
import {
  type CourseNode,
  courseKeyOf,
  createRuntime,
  type FlagGate,
  type Group,
  type SeenNode,
  type Store,
} from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { hiddenFromLearner } from '../learner/learner-access.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { type Viewpoint, viewpointOf } from './viewpoint.js';

interface LearnerAsked {
  readonly learner: string;
  /** Only read. */
  readonly store: Store;
  /** The gate of the flags that experiments are bound to. */
  readonly flags?: FlagGate | undefined;
}

/**
 * Drafts and blocks that nothing points to have all their groups.
 * @returns `null` when the course could not be read
 * @throws AbtestError `bad-argument` for an invalid name, `course-refused`, and `store-…` when the store fails
 */
export async function learnerViewpoint(
  preview: PreviewCourse,
  { learner, store, flags }: LearnerAsked,
): Promise<Viewpoint | null> {
  const { course } = preview;
  const runtime = createRuntime({ store, scope: courseKeyOf(course) ?? '', ...(flags && { flags }) });
  const root = await runtime.outlineFor(course, learner, 'peek');
  if (root === null) return null;
  const shown = new Map<CourseNode, Group | null>();
  const open: SeenNode[] = [root];
  for (let seen = open.pop(); seen !== undefined; seen = open.pop()) {
    if (seen.node.block !== null) shown.set(seen.node, seen.decision?.shown ?? null);
    open.push(...seen.children);
  }
  const query = { as: 'learner', who: learner };
  return viewpointOf(
    preview,
    { kind: 'learner', name: visible(learner), experiment: null, query },
    (node) => shown.get(node),
    await hiddenFromLearner(preview, runtime, learner),
  );
}
