/** Answers which group a learner is in: decided once and stored. */

import { type Strategy, stableStrategy } from '../bucketing/strategy.js';
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';
import type { Block } from '../olx/block/block.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import type { Assignment, AssignmentKey, ClaimResult, NewAssignment, Store } from '../storage/store.js';
import { blocksWithin, childrenOnly, type Decide, type SeenNode, see } from './children.js';
import { BatchedClaims } from './claims/batched-claims.js';
import { type Claims, PeekOverlay } from './claims/peek-overlay.js';
import {
  broken,
  type Decision,
  forAssignment,
  forEnded,
  forGroup,
  forOff,
  STALE_POLICIES,
  type StalePolicy,
} from './decision.js';
import { type AssignableGroup, type Division, divisionOf, keyOf } from './division.js';
import { Endings } from './endings.js';
import type { FlagGate } from './flag-binding.js';
import type { ExposureResult, Keeping, Runtime, RuntimeOptions } from './names/runtime-contract.js';
import type { GroupNames } from './names/typed-decision.js';
import { portionsOf } from './sizes/portions.js';

export type { ExposureResult, Keeping, Runtime, RuntimeOptions } from './names/runtime-contract.js';

/**
 * Every method rejects with AbtestError: `learner-missing` when there is no learner (there is no random fallback),
 * `bad-argument` for what is not a block, `bad-argument` and `store-…` as in the store.
 * @template Names the types of a course that `olx-abtest types` prints: a group that it does not have is then a compile error
 * @throws AbtestError `bad-argument` for options that are not known, and for values that they do not have
 * @example
 * const runtime = createRuntime({ store, scope: courseKeyOf(course) });
 * console.log((await runtime.assign(block, 'ada')).group); // → story
 */
export function createRuntime<Names extends GroupNames = GroupNames>(options: RuntimeOptions): Runtime<Names>;
export function createRuntime(options: RuntimeOptions): Runtime {
  return new LearnerRuntime(options);
}

class LearnerRuntime implements Runtime {
  readonly scope: string;
  readonly #store: Store;
  readonly #strategy: Strategy;
  readonly #stale: StalePolicy;
  readonly #force: (experiment: string, learner: string) => string | null;
  readonly #flags: FlagGate;
  readonly #now: () => Date;
  readonly #endings: Endings;
  /** The portions that this runtime has put into the store. */
  readonly #kept = new Map<string, Promise<void>>();
  readonly #claiming: Claims = {
    claim: (assignment) => this.#claim(assignment),
    reassign: (next, fromGroup) => this.#store.reassign(next, fromGroup),
  };

  constructor(options: RuntimeOptions) {
    checkOptions(options);
    this.scope = options.scope ?? '';
    this.#store = options.store;
    this.#strategy = options.strategy ?? stableStrategy;
    this.#stale = options.stale ?? 'keep-and-show-default';
    this.#force = options.force ?? (() => null);
    this.#flags = options.flags ?? (() => null);
    this.#now = options.now ?? (() => new Date());
    this.#endings = new Endings(options.store, this.scope);
  }

  peek(block: Block, learner: string): Promise<Decision> {
    return this.#looking(learner)(block);
  }

  assign(block: Block, learner: string): Promise<Decision> {
    return this.#decide(block, learner, this.#claiming);
  }

  async assignMany(block: Block, learners: readonly string[]): Promise<Decision[]> {
    for (const learner of learners) requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return learners.map(broken);
    const kept = await this.#endings.keptGroup(division.experiment);
    const forced = learners.map(
      (learner) =>
        this.#forced(block, division, learner) ??
        (kept === null ? null : forEnded(block, division, learner, kept)),
    );
    const asked = learners.filter((_, index) => forced[index] === null);
    const claims = await this.#store.claimMany(asked.map((learner) => this.#assignment(division, learner)));
    if (claims.some(({ won }) => won)) await this.#keepPortions(division);
    const decided = claims[Symbol.iterator]();
    const decisions: Decision[] = [];
    for (const each of forced) {
      if (each !== null) decisions.push(each);
      else {
        const { stored, won } = decided.next().value!;
        const reason = won ? 'split' : 'stored';
        const settled = this.#settled(block, division, stored, reason);
        decisions.push(settled ?? (await this.#reassigned(block, division, stored, this.#claiming)));
      }
    }
    return decisions;
  }

  async peekMany(block: Block, learners: readonly string[]): Promise<Decision[]> {
    for (const learner of learners) requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return learners.map(broken);
    const { experiment } = division;
    const overlay = new PeekOverlay(this.#store);
    const asked = (await this.#endings.keptGroup(experiment)) === null ? [...new Set(learners)] : [];
    await overlay.stored.load(asked.map((learner) => ({ scope: this.scope, experiment, learner })));
    return inSequence(learners, async (learner) =>
      overlay.withoutOverlay(await this.#decide(block, learner, overlay)),
    );
  }

  decisionsFor(blocks: readonly Block[], learner: string, keeping: Keeping = 'peek'): Promise<Decision[]> {
    return this.#together(blocks, learner, keeping, (decide) => inSequence(blocks, decide));
  }

  async expose(block: Block, learner: string, context: string): Promise<ExposureResult> {
    const decision = await this.assign(block, learner);
    const { experiment, reason, shown } = decision;
    const isAssigned = reason === 'stored' || reason === 'split';
    if (experiment === null || shown === null || !isAssigned) return { decision, first: false };
    const group = keyOf(shown);
    const exposure = { scope: this.scope, experiment, learner, context, group, at: this.#now() };
    return { decision, first: await this.#store.expose(exposure) };
  }

  async childrenOf(
    course: Course,
    node: CourseNode,
    learner: string,
    keeping: Keeping = 'assign',
  ): Promise<SeenNode[]> {
    return this.#together(blocksWithin(node), learner, keeping, async (decide) =>
      childrenOnly((await see(course, node, decide)).children),
    );
  }

  seenBy(
    course: Course,
    nodes: readonly CourseNode[],
    learner: string,
    keeping: Keeping = 'peek',
  ): Promise<SeenNode[]> {
    return this.#together(nodes.flatMap(blocksWithin), learner, keeping, (decide) =>
      inSequence(nodes, (node) => see(course, node, decide)),
    );
  }

  async outlineFor(course: Course, learner: string, keeping: Keeping = 'peek'): Promise<SeenNode | null> {
    const { root } = course;
    if (root === null) return null;
    return this.#together(blocksWithin(root), learner, keeping, (decide) => see(course, root, decide));
  }

  // ---------------------------------------------------------------------------------------------------------------

  /**
   * Runs work that decides for some of these blocks: what the store holds for all of them is read at once, and what the
   * work drew is stored at once.
   */
  async #together<T>(
    blocks: readonly Block[],
    learner: string,
    keeping: Keeping,
    work: (decide: Decide) => Promise<T>,
  ): Promise<T> {
    requireOneOf('keeping', keeping, ['assign', 'peek']);
    requireLearner(learner);
    const keys = await this.#keysToRead(blocks, learner);
    if (keeping === 'peek') {
      const overlay = new PeekOverlay(this.#store);
      await overlay.stored.load(keys);
      return work(async (block) => overlay.withoutOverlay(await this.#decide(block, learner, overlay)));
    }
    const claims = new BatchedClaims(this.#store);
    await claims.stored.load(keys);
    for (;;) {
      const drawn = new Set<Division>();
      const result = await work(async (block) => {
        const decision = await this.#decide(block, learner, claims);
        if (decision.reason === 'split') drawn.add(divisionOf(block)!);
        return decision;
      });
      if (!(await claims.settle())) continue;
      await Promise.all([...drawn].map((division) => this.#keepPortions(division)));
      return result;
    }
  }

  /** The keys of the assignments that decisions for these blocks depend on. */
  async #keysToRead(blocks: readonly Block[], learner: string): Promise<AssignmentKey[]> {
    const divisions = new Map<string, [Block, Division]>();
    for (const block of blocks) {
      const division = divisionOf(block);
      if (division !== null && !divisions.has(division.experiment))
        divisions.set(division.experiment, [block, division]);
    }
    await this.#endings.load([...divisions.keys()]);
    const keys: AssignmentKey[] = [];
    for (const [experiment, [block, division]] of divisions) {
      const isAsked = this.#forced(block, division, learner) === null;
      if (isAsked && (await this.#endings.keptGroup(experiment)) === null)
        keys.push({ scope: this.scope, experiment, learner });
    }
    return keys;
  }

  #looking(learner: string): Decide {
    const overlay = new PeekOverlay(this.#store);
    return async (block) => overlay.withoutOverlay(await this.#decide(block, learner, overlay));
  }

  async #decide(block: Block, learner: string, claims: Claims): Promise<Decision> {
    requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return broken(learner);
    const forced = this.#forced(block, division, learner);
    if (forced !== null) return forced;
    const kept = await this.#endings.keptGroup(division.experiment);
    if (kept !== null) return forEnded(block, division, learner, kept);
    const { stored, won } = await claims.claim(this.#assignment(division, learner));
    if (won) {
      if (claims === this.#claiming) await this.#keepPortions(division);
      return forAssignment(block, division, stored, 'split');
    }
    const settled = this.#settled(block, division, stored, 'stored');
    return settled ?? this.#reassigned(block, division, stored, claims);
  }

  /** One query instead of two: a claim returns what is stored. A store that cannot be written can still be read. */
  #claim(assignment: NewAssignment): Promise<ClaimResult> {
    return this.#store.claim(assignment).catch(async (error) => {
      if (!(error instanceof AbtestError && error.code === 'store-readonly')) throw error;
      const stored = await this.#store.peek(assignment);
      if (stored === null) throw error;
      return { stored, won: false };
    });
  }

  /** A stored assignment is kept, unless its group is gone and the policy is to reassign: then `null`. */
  #settled(
    block: Block,
    division: Division,
    stored: Assignment,
    reason: 'stored' | 'split',
  ): Decision | null {
    const decision = forAssignment(block, division, stored, reason);
    return decision.stale && this.#stale === 'reassign' ? null : decision;
  }

  async #reassigned(block: Block, division: Division, stored: Assignment, claims: Claims): Promise<Decision> {
    const next = this.#assignment(division, stored.learner);
    const { stored: now, won } = await claims.reassign(next, stored.group);
    // Another writer may have been faster, or have deleted the learner: what is stored now counts.
    if (now === null) return this.#decide(block, stored.learner, claims);
    if (won && claims === this.#claiming) await this.#keepPortions(division);
    return { ...forAssignment(block, division, now, won ? 'split' : 'stored'), stale: true };
  }

  #forced(block: Block, division: Division, learner: string): Decision | null {
    const verdict = this.#flags(division.experiment, learner);
    if (verdict !== null && verdict.reason !== 'flag-forced') {
      return forOff(block, division, learner, verdict.group, verdict.reason);
    }
    const named = this.#force(division.experiment, learner);
    const wanted = named ?? verdict?.group ?? null;
    if (wanted === null) return null;
    const { groups, byKey } = division;
    const group = byKey.get(wanted) ?? groups.find(({ name }) => name === wanted);
    if (group !== undefined)
      return forGroup(division, learner, group, named === null ? 'flag-forced' : 'forced');
    const message = `The experiment "${division.experiment}" has no group "${wanted}" to force`;
    throw new AbtestError('bad-argument', message, { hint: `Use one of its groups: ${namesOf(groups)}.` });
  }

  /**
   * Writes down what the id of portions in assignments stands for: once in a process, after the first learner was drawn by
   * them, so that learners who have a group cost nothing. A failure is tried again with the next learner who is drawn.
   */
  #keepPortions(division: Division): Promise<void> {
    const { experiment } = division;
    const { id, definition } = portionsOf(division);
    const name = `${id} ${experiment}`;
    let kept = this.#kept.get(name);
    if (kept === undefined) {
      const { scope } = this;
      kept = this.#store.keepPortions({ scope, experiment, id, definition, since: this.#now() });
      this.#kept.set(name, kept);
      kept.catch(() => this.#kept.delete(name));
    }
    return kept;
  }

  #assignment(division: Division, learner: string): NewAssignment {
    const { experiment, choice } = division;
    const courseKey = this.scope === '' ? undefined : this.scope;
    return {
      scope: this.scope,
      experiment,
      learner,
      group: this.#strategy.draw({ experiment, learner, courseKey }, choice),
      strategy: `${this.#strategy.id}@${this.#strategy.version}`,
      assignedAt: this.#now(),
      portions: portionsOf(division).id,
    };
  }
}

async function inSequence<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const item of items) answers.push(await work(item));
  return answers;
}

const OPTIONS = {
  store: true,
  strategy: true,
  scope: true,
  stale: true,
  force: true,
  flags: true,
  now: true,
} as const;

function checkOptions(options: RuntimeOptions): void {
  requireKnownOptions('createRuntime', options, OPTIONS);
  requireOneOf('stale', options.stale, STALE_POLICIES);
  if (typeof options.store?.claim !== 'function')
    throw new AbtestError('bad-argument', 'createRuntime needs a store', {
      hint: 'Give what openStore returns.',
    });
  if (options.strategy !== undefined && typeof options.strategy.draw !== 'function')
    throw new AbtestError('bad-argument', '"strategy" is not a strategy', {
      hint: 'Use stableStrategy, stableCourseStrategy, randomStrategy() or seededStrategy(seed).',
    });
}

function namesOf(groups: readonly AssignableGroup[]): string {
  return groups.map(({ name }) => `"${name}"`).join(', ');
}

function requireLearner(learner: unknown): void {
  if (typeof learner === 'string' && learner !== '') return;
  throw new AbtestError('learner-missing', 'No learner was given', {
    hint: 'Give the username; learners who are not logged in have no group.',
  });
}
