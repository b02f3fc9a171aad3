/** The experiments of a course as flags: the keys, the values, and what is said of them. */
import {
  type Block,
  checkBlock,
  type Decision,
  type Experiment,
  fractionText,
  type Runtime,
} from '../../index.js';
import { madeUpName } from '../../internal/content.js';
import { EVALUATION_REASONS, nodesByElement } from '../../internal/learners.js';
import { etagOf } from '../http/kept-answer.js';
import type { ServedBlock, ServedCourse } from '../v1/served-course.js';
import { EvaluationError, failureOf } from './refusals.js';

/** The suffix of a second flag for each experiment, whose value also has the group's children. */
const CHILDREN = '#children';
/** Some megabytes. Few courses have as many flags, groups and reasons together. */
const MOST_TEXTS = 10_000;

export interface Evaluation {
  readonly key: string;
  readonly value: unknown;
  readonly reason: 'SPLIT' | 'TARGETING_MATCH' | 'DISABLED' | 'STATIC';
  readonly variant: string;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
}

interface Flag {
  readonly key: string;
  readonly experiment: Experiment;
  readonly isChildren: boolean;
}

export class CourseFlags {
  /** A digest of the experiments, their groups and the names of their children. */
  readonly version: string;
  readonly #served: ServedCourse;
  /** The keys of children by block and group, in course order: the same for every learner. */
  readonly #children = new Map<Block, ReadonlyMap<string, readonly string[]>>();
  readonly #texts = new Map<string, string>();
  readonly #keys: readonly (readonly [key: string, experiment: Experiment])[];

  constructor(served: ServedCourse) {
    this.#served = served;
    const { experiments, find } = served;
    this.#keys = experiments.map((each) => [find(each.name) === each ? each.name : each.key, each]);
    for (const { blocks } of experiments) {
      for (const each of blocks) this.#children.set(each.block, childrenByGroup(served, each));
    }
    this.version = etagOf(JSON.stringify(this.#outline())).slice(1, 13);
  }

  /**
   * Assigns the learner, as the route that returns one flag does.
   * @throws EvaluationError for an unknown key, and an experiment that cannot assign learners
   */
  async assign(
    key: string,
    runtime: Runtime,
    learner: string,
    contextId: string | null,
  ): Promise<Evaluation> {
    const flag = this.#flag(key);
    const { blocks, block } = flag.experiment;
    const decisions = flag.isChildren
      ? await runtime.decisionsFor(
          blocks.map((each) => each.block),
          learner,
          'assign',
        )
      : [await runtime.assign(block, learner)];
    return this.#evaluation(flag, decisions, contextId);
  }

  /** All flags as JSON, with those that cannot be evaluated. Stores nothing, and reads what is stored with one query. */
  async peekAll(runtime: Runtime, learner: string, contextId: string | null): Promise<string[]> {
    const blocks = this.#keys.flatMap(([, experiment]) => experiment.blocks.map(({ block }) => block));
    const decided = await runtime.decisionsFor(blocks, learner);
    const texts: string[] = [];
    let next = 0;
    for (const [key, experiment] of this.#keys) {
      const decisions = decided.slice(next, next + experiment.blocks.length);
      next += experiment.blocks.length;
      texts.push(this.#text({ key, experiment, isChildren: false }, decisions, contextId));
      texts.push(
        this.#text({ key: `${key}${CHILDREN}`, experiment, isChildren: true }, decisions, contextId),
      );
    }
    for (const [key, blocks] of this.#broken())
      texts.push(JSON.stringify(failureOf(key, brokenError(key, blocks))));
    return texts;
  }

  // ---------------------------------------------------------------------------------------------------------------

  #flag(key: string): Flag {
    const plain = this.#served.find(key);
    if (plain !== undefined) return { key, experiment: plain, isChildren: false };
    const name = key.endsWith(CHILDREN) ? key.slice(0, -CHILDREN.length) : key;
    const experiment = this.#served.find(name);
    if (experiment !== undefined) return { key, experiment, isChildren: true };
    const broken = this.#broken().get(name);
    if (broken !== undefined) throw brokenError(name, broken);
    throw new EvaluationError('FLAG_NOT_FOUND', `The course has no experiment "${name}"`);
  }

  /** Experiments without any block that can assign learners. */
  #broken(): Map<string, ServedBlock[]> {
    const broken = new Map<string, ServedBlock[]>();
    for (const each of this.#served.broken) {
      const { experiment } = each.block;
      if (experiment === null || this.#served.find(experiment) !== undefined) continue;
      broken.set(experiment, [...(broken.get(experiment) ?? []), each]);
    }
    return broken;
  }

  /** @param decisions one for each block of the experiment; for a flag without children that of the first is enough */
  #evaluation(
    { key, experiment, isChildren }: Flag,
    decisions: readonly Decision[],
    contextId: string | null,
  ): Evaluation {
    const [decision] = decisions as [Decision];
    const { reason, shown, group, stale, assignment } = decision;
    // Of a stale assignment the group that is shown instead.
    const name = shown === null ? group! : (shown.name ?? String(shown.id));
    const { name: course, scope } = this.#served;
    const metadata = {
      flagSetId: course,
      version: this.version,
      scope,
      experiment: experiment.name,
      decision: reason,
      stored: assignment !== null,
      stale,
      ...(assignment !== null && { strategy: assignment.strategy }),
      ...(contextId !== null && { contextId }),
    };
    const value = isChildren ? { group: name, children: this.#childrenOf(experiment, decisions) } : name;
    // A block of an experiment that the course runs is never broken.
    return {
      key,
      value,
      reason: EVALUATION_REASONS[reason as keyof typeof EVALUATION_REASONS],
      variant: name,
      metadata,
    };
  }

  /** An evaluation as JSON. But for the pseudonym it is the same for all learners with this outcome, and written once. */
  #text(flag: Flag, decisions: readonly Decision[], contextId: string | null): string {
    const outcome = [flag.key, ...(flag.isChildren ? decisions : decisions.slice(0, 1)).map(outcomeOf)].join(
      '\0',
    );
    let text = this.#texts.get(outcome);
    if (text === undefined) {
      text = JSON.stringify(this.#evaluation(flag, decisions, null));
      if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
      this.#texts.set(outcome, text);
    }
    // The metadata are the last member, and never empty.
    return contextId === null ? text : `${text.slice(0, -2)},"contextId":${JSON.stringify(contextId)}}}`;
  }

  #childrenOf({ blocks }: Experiment, decisions: readonly Decision[]): string[] {
    return blocks.flatMap(({ block }, index) => {
      const { shown } = decisions[index]!;
      return shown === null ? [] : (this.#children.get(block)!.get(groupKey(shown)) ?? []);
    });
  }

  #outline(): unknown {
    return this.#served.experiments.map(({ name, key, division, blocks }) => [
      name,
      key,
      division.groups.map((group) => [group.key, group.name, fractionText(group.share)]),
      blocks.map((each) => [this.#served.idOf(each), [...this.#children.get(each.block)!]]),
    ]);
  }
}

/** All that an evaluation says of a decision. No part of it has a NUL. */
function outcomeOf({ reason, group, shown, stale, assignment }: Decision): string {
  const stored = assignment === null ? '' : `\0${assignment.strategy}`;
  return `${reason}\0${group}\0${shown === null ? '' : groupKey(shown)}\0${stale}${stored}`;
}

const groupKey = ({ id, name }: { readonly id: number | null; readonly name: string | null }): string =>
  id === null ? (name ?? '') : String(id);

/** The usage keys of the children of each group of a block; those without a name have the one that the import makes up. */
function childrenByGroup(served: ServedCourse, { node, block }: Experiment['blocks'][number]) {
  const nodes = nodesByElement(node, block);
  return new Map(
    block.groups.map((group) => [
      groupKey(group),
      group.children.map(({ tag, urlName, element }) => {
        const child = nodes.get(element);
        if (child !== undefined && child.block !== null)
          return served.idOf({ node: child, block: child.block });
        return served.usageKey(tag, urlName ?? madeUpName(element));
      }),
    ]),
  );
}

function brokenError(name: string, blocks: readonly ServedBlock[]): EvaluationError {
  const findings = blocks.flatMap(({ block }) => checkBlock(block));
  const finding = findings.find(({ severity }) => severity === 'error');
  const why = finding === undefined ? '' : `: ${finding.message}`;
  return new EvaluationError('GENERAL', `The experiment "${name}" cannot assign learners${why}`);
}
