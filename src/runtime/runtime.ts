/** The learner's question: which group, decided once and kept. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { type Strategy, stable } from '../experiment/strategy.js';
import type { Block } from '../olx/block.js';
import type { Assignment, Store } from '../storage/store.js';
import { type Arms, armsOf } from './arms.js';
import { broken, type Decision, forArm, forAssignment, forOff, type StalePolicy } from './decision.js';
import type { FlagGate } from './flag-binding.js';

export interface RuntimeOptions {
  readonly store: Store;
  /** How a learner without an assignment is put into a group; default `stable`. */
  readonly strategy?: Strategy;
  /** The course key that assignments hold for; empty (the default) for one assignment across all courses. */
  readonly scope?: string;
  /** Default `keep-and-show-default`. */
  readonly stale?: StalePolicy;
  /** The group that somebody has said this learner gets: its name, or a partition group's id; `null` for nobody. */
  readonly force?: (experiment: string, learner: string) => string | null;
  /**
   * What the flags say that experiments are bound to (`flagGate`). Off beats `force`: a kill switch kills. A group
   * that a flag forces for a course gives way to one that `force` names for the learner.
   */
  readonly flags?: FlagGate;
  readonly now?: () => Date;
}

/** What was recorded when a block's content was shown. */
export interface Shown {
  readonly decision: Decision;
  /** True the first time for this learner, experiment and context. */
  readonly first: boolean;
}

export interface Runtime {
  readonly scope: string;
  /** The group that the learner has, or would get. Stores nothing. */
  peek(block: Block, learner: string): Promise<Decision>;
  /** The group that the learner has from now on: the first answer to be stored is everybody's answer. */
  assign(block: Block, learner: string): Promise<Decision>;
  /** The same for many learners at once, in the same order; a learner may stand in the list twice. */
  assignMany(block: Block, learners: readonly string[]): Promise<Decision[]>;
  /** Assigns, and records that the content was shown in this context: once, however often it is called. */
  expose(block: Block, learner: string, context: string): Promise<Shown>;
}

/**
 * Every method throws AbtestError: `learner-missing` when there is no learner (nobody is ever given a group by
 * chance instead), `bad-argument` and `store-…` as the store has them.
 */
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

  constructor(options: RuntimeOptions) {
    this.scope = options.scope ?? '';
    this.#store = options.store;
    this.#strategy = options.strategy ?? stable;
    this.#stale = options.stale ?? 'keep-and-show-default';
    this.#force = options.force ?? (() => null);
    this.#flags = options.flags ?? (() => null);
    this.#now = options.now ?? (() => new Date());
  }

  async peek(block: Block, learner: string): Promise<Decision> {
    const arms = armsFor(block, learner);
    if (arms === null) return broken(learner);
    const forced = this.#forced(block, arms, learner);
    if (forced !== null) return forced;
    const stored = await this.#store.peek({ scope: this.scope, experiment: arms.experiment, learner });
    if (stored === null) return forArm(arms, learner, this.#draw(arms, learner), 'split')!;
    const decision = forAssignment(block, arms, stored, 'stored');
    if (!decision.stale || this.#stale === 'keep-and-show-default') return decision;
    return { ...forArm(arms, learner, this.#draw(arms, learner), 'split')!, stale: true, assignment: stored };
  }

  async assign(block: Block, learner: string): Promise<Decision> {
    const arms = armsFor(block, learner);
    if (arms === null) return broken(learner);
    const forced = this.#forced(block, arms, learner);
    if (forced !== null) return forced;
    const key = { scope: this.scope, experiment: arms.experiment, learner };
    const stored = await this.#store.peek(key);
    if (stored !== null) return this.#settle(block, arms, stored);
    const claim = await this.#store.claim(this.#assignment(arms, learner));
    return claim.won
      ? forAssignment(block, arms, claim.stored, 'split')
      : this.#settle(block, arms, claim.stored);
  }

  async assignMany(block: Block, learners: readonly string[]): Promise<Decision[]> {
    for (const learner of learners) refuseNobody(learner);
    const arms = armsOf(block);
    if (arms === null) return learners.map(broken);
    const forced = learners.map((learner) => this.#forced(block, arms, learner));
    const asked = learners.filter((_, index) => forced[index] === null);
    const claims = await this.#store.claimMany(asked.map((learner) => this.#assignment(arms, learner)));
    const decided = claims[Symbol.iterator]();
    const decisions: Decision[] = [];
    for (const each of forced) {
      if (each !== null) decisions.push(each);
      else {
        const claim = decided.next().value!;
        const won = claim.won ? forAssignment(block, arms, claim.stored, 'split') : null;
        decisions.push(won ?? (await this.#settle(block, arms, claim.stored)));
      }
    }
    return decisions;
  }

  async expose(block: Block, learner: string, context: string): Promise<Shown> {
    const decision = await this.assign(block, learner);
    if (decision.experiment === null || decision.group === null) return { decision, first: false };
    // Whoever sees the default group because the experiment is off is not part of it.
    if (decision.reason === 'flag-off' || decision.reason === 'flag-outside-window') {
      return { decision, first: false };
    }
    const { experiment, group } = decision;
    const exposure = { scope: this.scope, experiment, learner, context, group, at: this.#now() };
    return { decision, first: await this.#store.expose(exposure) };
  }

  /** A stored assignment stays, unless its group is gone and the policy is to draw anew. */
  async #settle(block: Block, arms: Arms, stored: Assignment): Promise<Decision> {
    const decision = forAssignment(block, arms, stored, 'stored');
    if (!decision.stale || this.#stale === 'keep-and-show-default') return decision;
    const next = this.#assignment(arms, stored.learner);
    const { stored: now, won } = await this.#store.reassign(next, stored.group);
    // Somebody else may have been quicker, or have erased the learner: what is stored now counts.
    if (now === null) return this.assign(block, stored.learner);
    return { ...forAssignment(block, arms, now, won ? 'split' : 'stored'), stale: true };
  }

  #forced(block: Block, arms: Arms, learner: string): Decision | null {
    const verdict = this.#flags(arms.experiment, learner);
    if (verdict !== null && verdict.reason !== 'flag-forced') {
      return forOff(block, arms, learner, verdict.group, verdict.reason);
    }
    const named = this.#force(arms.experiment, learner);
    const wanted = named ?? verdict?.group ?? null;
    if (wanted === null) return null;
    const arm = arms.arms.find((each) => each.key === wanted || each.name === wanted);
    if (arm !== undefined) return forArm(arms, learner, arm.key, named === null ? 'flag-forced' : 'forced');
    throw new AbtestError(
      'bad-argument',
      `The experiment "${arms.experiment}" has no group "${wanted}" to force`,
      {
        hint: `Its groups are ${arms.arms.map((each) => `"${each.name}"`).join(', ')}.`,
      },
    );
  }

  #draw(arms: Arms, learner: string): string {
    const courseKey = this.scope === '' ? undefined : this.scope;
    return this.#strategy.draw({ experiment: arms.experiment, learner, courseKey }, arms.choice);
  }

  #assignment(arms: Arms, learner: string): Assignment {
    return {
      scope: this.scope,
      experiment: arms.experiment,
      learner,
      group: this.#draw(arms, learner),
      strategy: `${this.#strategy.id}@${this.#strategy.version}`,
      assignedAt: this.#now(),
    };
  }
}

function armsFor(block: Block, learner: string): Arms | null {
  refuseNobody(learner);
  return armsOf(block);
}

function refuseNobody(learner: unknown): void {
  if (typeof learner === 'string' && learner !== '') return;
  throw new AbtestError('learner-missing', 'A group was asked for without saying for which learner', {
    hint: 'Give the username; learners who are not logged in have no group.',
  });
}
