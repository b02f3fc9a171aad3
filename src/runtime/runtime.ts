/** Answers which group a learner is in: decided once and stored. */

import { type Strategy, stableStrategy } from '../bucketing/strategy.js';
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';
import type { Block } from '../olx/block/block.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import type { Assignment, AssignmentKey, ClaimResult, NewAssignment, Store } from '../storage/store.js';
import { blocksWithin, childrenOnly, type Decide, type SeenNode, see } from './children.js';
import { KnownExperiment } from './claims/known-experiment.js';
import {
  broken,
  type Decision,
  forAssignment,
  forRuling,
  type Ruling,
  STALE_POLICIES,
  type StalePolicy,
} from './decision.js';
import { type Division, divisionOf, keyOf } from './division.js';
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
  /** Those whose portions are in the store: nothing is left to do for them with each learner. */
  readonly #written = new WeakSet<Division>();

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

  async peek(block: Block, learner: string): Promise<Decision> {
    requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return broken(learner);
    const { experiment } = division;
    const known = new KnownExperiment(await this.#ruling(experiment, learner));
    if (known.ruling === null) known.read(await this.#store.peek({ scope: this.scope, experiment, learner }));
    return this.#decideKnown(block, division, learner, known, 'peek');
  }

  async assign(block: Block, learner: string): Promise<Decision> {
    requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return broken(learner);
    const ruling = await this.#ruling(division.experiment, learner);
    if (ruling !== null) return forRuling(block, division, learner, ruling);
    const { stored, won } = await this.#claim(this.#assignment(division, learner));
    if (won) {
      await this.#keepPortions([division]);
      return forAssignment(block, division, stored, 'split');
    }
    return this.#settled(block, division, stored, 'stored') ?? this.#reassigned(block, division, stored);
  }

  async assignMany(block: Block, learners: readonly string[]): Promise<Decision[]> {
    for (const learner of learners) requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return learners.map(broken);
    const rulings = await this.#rulings(division.experiment, learners);
    const ruled = learners.map((learner) => {
      const ruling = rulings.get(learner)!;
      return ruling === null ? null : forRuling(block, division, learner, ruling);
    });
    const asked = learners.filter((_, index) => ruled[index] === null);
    const claims = await this.#store.claimMany(asked.map((learner) => this.#assignment(division, learner)));
    if (claims.some(({ won }) => won)) await this.#keepPortions([division]);
    const decided = claims[Symbol.iterator]();
    const decisions: Decision[] = [];
    for (const each of ruled) {
      if (each !== null) decisions.push(each);
      else {
        const { stored, won } = decided.next().value!;
        const settled = this.#settled(block, division, stored, won ? 'split' : 'stored');
        decisions.push(settled ?? (await this.#reassigned(block, division, stored)));
      }
    }
    return decisions;
  }

  async peekMany(block: Block, learners: readonly string[]): Promise<Decision[]> {
    for (const learner of learners) requireLearner(learner);
    const division = divisionOf(block);
    if (division === null) return learners.map(broken);
    const { experiment } = division;
    const rulings = await this.#rulings(experiment, learners);
    const known = new Map([...rulings].map(([learner, ruling]) => [learner, new KnownExperiment(ruling)]));
    await this.#readAll(
      [...known].map(([learner, each]) => [{ scope: this.scope, experiment, learner }, each]),
    );
    return learners.map((learner) =>
      this.#decideKnown(block, division, learner, known.get(learner)!, 'peek'),
    );
  }

  decisionsFor(blocks: readonly Block[], learner: string, keeping: Keeping = 'peek'): Promise<Decision[]> {
    return this.#together(blocks, learner, keeping, (decide) => blocks.map(decide));
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
    return this.#together(blocksWithin(node), learner, keeping, (decide) =>
      childrenOnly(see(course, node, decide).children),
    );
  }

  async seenBy(
    course: Course,
    nodes: readonly CourseNode[],
    learner: string,
    keeping: Keeping = 'peek',
  ): Promise<SeenNode[]> {
    return this.#together(nodes.flatMap(blocksWithin), learner, keeping, (decide) =>
      nodes.map((node) => see(course, node, decide)),
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
   * work drew is stored at once. The work may run again, after another writer was faster.
   */
  async #together<T>(
    blocks: readonly Block[],
    learner: string,
    keeping: Keeping,
    work: (decide: Decide) => T,
  ): Promise<T> {
    requireOneOf('keeping', keeping, ['assign', 'peek']);
    requireLearner(learner);
    const known = await this.#known(blocks, learner);
    for (;;) {
      const drawn = new Set<Division>();
      const result = work((block) => {
        const division = divisionOf(block);
        if (division === null) return broken(learner);
        const decision = this.#decideKnown(
          block,
          division,
          learner,
          known.get(division.experiment)!,
          keeping,
        );
        if (keeping === 'assign' && decision.reason === 'split') drawn.add(division);
        return decision;
      });
      if (keeping === 'peek') return result;
      if (!(await KnownExperiment.settle([...known.values()], this.#store))) continue;
      await this.#keepPortions([...drawn]);
      return result;
    }
  }

  /** By experiment, what decisions for these blocks depend on. */
  async #known(blocks: readonly Block[], learner: string): Promise<Map<string, KnownExperiment>> {
    const experiments = new Set<string>();
    for (const block of blocks) {
      const division = divisionOf(block);
      if (division !== null) experiments.add(division.experiment);
    }
    const kept = await this.#endings.keptGroups([...experiments]);
    const known = new Map<string, KnownExperiment>();
    const asked: [AssignmentKey, KnownExperiment][] = [];
    for (const experiment of experiments) {
      const each = new KnownExperiment(this.#ruled(experiment, learner) ?? endedIn(kept.get(experiment)));
      known.set(experiment, each);
      asked.push([{ scope: this.scope, experiment, learner }, each]);
    }
    await this.#readAll(asked);
    return known;
  }

  /** With one query, without those whose ruling decides. */
  async #readAll(known: readonly (readonly [AssignmentKey, KnownExperiment])[]): Promise<void> {
    const asked = known.filter(([, { ruling }]) => ruling === null);
    if (asked.length === 0) return;
    const stored = await this.#store.peekMany(asked.map(([key]) => key));
    for (const [index, [, each]] of asked.entries()) each.read(stored[index]!);
  }

  #decideKnown(
    block: Block,
    division: Division,
    learner: string,
    known: KnownExperiment,
    keeping: Keeping,
  ): Decision {
    if (known.ruling !== null) return forRuling(block, division, learner, known.ruling);
    const { current } = known;
    const settled = current === null ? null : this.#settled(block, division, current, 'stored');
    if (settled !== null) return keeping === 'peek' ? known.looked(settled) : known.assigned(settled);
    const drawn = known.draw(this.#assignment(division, learner));
    const decision = { ...forAssignment(block, division, drawn, 'split'), stale: current !== null };
    return keeping === 'peek' ? known.looked(decision) : decision;
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

  async #reassigned(block: Block, division: Division, stored: Assignment): Promise<Decision> {
    const next = this.#assignment(division, stored.learner);
    const { stored: now, won } = await this.#store.reassign(next, stored.group);
    // Another writer may have been faster, or have deleted the learner: what is stored now counts.
    if (now === null) return this.assign(block, stored.learner);
    if (won) await this.#keepPortions([division]);
    return { ...forAssignment(block, division, now, won ? 'split' : 'stored'), stale: true };
  }

  async #ruling(experiment: string, learner: string): Promise<Ruling | null> {
    return this.#ruled(experiment, learner) ?? endedIn(await this.#endings.keptGroup(experiment));
  }

  /** Of each learner, once. */
  async #rulings(
    experiment: string,
    learners: readonly string[],
  ): Promise<ReadonlyMap<string, Ruling | null>> {
    const ended = endedIn(await this.#endings.keptGroup(experiment));
    return new Map(learners.map((learner) => [learner, this.#ruled(experiment, learner) ?? ended]));
  }

  /** What flags and the caller decide. */
  #ruled(experiment: string, learner: string): Ruling | null {
    const verdict = this.#flags(experiment, learner);
    if (verdict !== null && verdict.reason !== 'flag-forced') return verdict;
    const group = this.#force(experiment, learner);
    return group === null ? verdict : { reason: 'forced', group };
  }

  /**
   * Writes down what the ids of portions in assignments stand for: once in a process, after the first learner was drawn by
   * them, so that learners who have a group cost nothing. A failure is tried again with the next learner who is drawn.
   */
  async #keepPortions(divisions: readonly Division[]): Promise<void> {
    if (divisions.every((division) => this.#written.has(division))) return;
    const { scope } = this;
    const since = this.#now();
    const named = divisions.map((division) => {
      const { experiment } = division;
      const { id, definition } = portionsOf(division);
      return { name: `${id} ${experiment}`, portions: { scope, experiment, id, definition, since } };
    });
    const unknown = named.filter(({ name }) => !this.#kept.has(name));
    if (unknown.length > 0) {
      const kept = this.#store.keepPortions(unknown.map(({ portions }) => portions));
      for (const { name } of unknown) this.#kept.set(name, kept);
      kept.catch(() => {
        for (const { name } of unknown) this.#kept.delete(name);
      });
    }
    await Promise.all(named.map(({ name }) => this.#kept.get(name)));
    for (const division of divisions) this.#written.add(division);
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

function endedIn(kept: string | null | undefined): Ruling | null {
  return kept === null || kept === undefined ? null : { reason: 'ended', group: kept };
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

function requireLearner(learner: unknown): void {
  if (typeof learner === 'string' && learner !== '') return;
  throw new AbtestError('learner-missing', 'No learner was given', {
    hint: 'Give the username; learners who are not logged in have no group.',
  });
}
