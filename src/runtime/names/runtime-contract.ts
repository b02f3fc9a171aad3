/** What a runtime is given, and what it answers. */
import type { Strategy } from '../../bucketing/strategy.js';
import type { Block } from '../../olx/block/block.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import type { Store } from '../../storage/store.js';
import type { SeenNode } from '../children.js';
import type { StalePolicy } from '../decision.js';
import type { FlagGate } from '../flag-binding.js';
import type { DecisionOf, GroupNames } from './typed-decision.js';

export interface RuntimeOptions {
  readonly store: Store;
  /** How a learner without an assignment is put into a group; default `stable`. */
  readonly strategy?: Strategy;
  /** The scope of assignments: a course key, or empty or `null` (the default) for one assignment across all courses. */
  readonly scope?: string | null;
  /** Default `keep-and-show-default`. */
  readonly stale?: StalePolicy;
  /** The group to force for this learner: its name, or a partition group's id; `null` for none. */
  readonly force?: (experiment: string, learner: string) => string | null;
  /**
   * The decisions of the flags that experiments are bound to (`flagGate`). A flag that is off takes precedence over
   * `force`. `force` takes precedence over a group that a flag forces.
   */
  readonly flags?: FlagGate;
  readonly now?: () => Date;
}

/** The result of recording that a block's content was shown. */
export interface ExposureResult<Names extends GroupNames = GroupNames> {
  readonly decision: DecisionOf<Names>;
  /** True the first time for this learner, experiment and context; always false for a forced group. */
  readonly first: boolean;
}

/** Whether the learner's groups are stored, or only looked up. */
export type Keeping = 'assign' | 'peek';

export interface Runtime<Names extends GroupNames = GroupNames> {
  readonly scope: string;
  /** The group that the learner has, or would get. Stores nothing. */
  peek(block: Block, learner: string): Promise<DecisionOf<Names>>;
  /** The group that the learner has from now on: the first assignment to be stored holds for every later call. */
  assign(block: Block, learner: string): Promise<DecisionOf<Names>>;
  /** The same for many learners at once, in the same order; a learner may occur twice in the list. */
  assignMany(block: Block, learners: readonly string[]): Promise<DecisionOf<Names>[]>;
  /** What `peek` returns for many learners, in the same order, with one query for each 1,000. */
  peekMany(block: Block, learners: readonly string[]): Promise<DecisionOf<Names>[]>;
  /**
   * The learner's group in each of these blocks, in the same order: with one query for what is stored, and another one
   * for what is new if `keeping` is `assign`. The default, `peek`, stores nothing.
   */
  decisionsFor(blocks: readonly Block[], learner: string, keeping?: Keeping): Promise<DecisionOf<Names>[]>;
  /**
   * Assigns, and records that the content was shown in this context: once, however often it is called. Nothing is
   * recorded where nothing is shown, for a forced group, while the experiment is off, and after it has ended. The context
   * is a text of the caller's choice, such as the usage key of the block; it is not looked up in a course.
   */
  expose(block: Block, learner: string, context: string): Promise<ExposureResult<Names>>;
  /**
   * What a node of a course shows to a learner: of an A/B block the chosen group's children, of a unit its children, in
   * document order, with an A/B block among them replaced by its own children. Assigns, since content that was shown must
   * not change; pass `peek` to store nothing.
   */
  childrenOf(course: Course, node: CourseNode, learner: string, keeping?: Keeping): Promise<SeenNode[]>;
  /**
   * What several nodes of a course show to a learner, in the same order: with one query for what is stored, and another
   * one for what is new if `keeping` is `assign`. The default, `peek`, stores nothing. A/B blocks stay in the tree, with
   * their `decision` and `node.block`, which `expose` takes. Records no exposures.
   */
  seenBy(
    course: Course,
    nodes: readonly CourseNode[],
    learner: string,
    keeping?: Keeping,
  ): Promise<SeenNode[]>;
  /**
   * The whole course as a learner sees it, without drafts, with the decisions of its A/B blocks. Stores nothing unless
   * called with `assign`; `null` when the course could not be read.
   */
  outlineFor(course: Course, learner: string, keeping?: Keeping): Promise<SeenNode | null>;
}
