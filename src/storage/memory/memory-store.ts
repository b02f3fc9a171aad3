/** A store in this process's memory: for tests, previews and anything that need not last. */
import type {
  Assignment,
  AssignmentKey,
  Draw,
  EndedExperiment,
  ExperimentEnding,
  ExperimentKey,
  Exposure,
  KeptPortions,
  NewAssignment,
  Outcome,
  OutcomeFilter,
  OutcomeKey,
  StoreFilter,
  StoreWithData,
  StreamPart,
  StreamPosition,
} from '../store.js';
import { MemoryData } from './memory-data.js';
import { MemoryLog } from './memory-log.js';
import { byBytes, MemoryOutcomes } from './memory-outcomes.js';

interface Kept {
  readonly group: string;
  readonly strategy: string;
  readonly portions: string | null;
  readonly time: number;
  readonly position: number;
}

interface Seen {
  readonly group: string;
  readonly time: number;
  readonly position: number;
}

type ExposureKey = AssignmentKey & { readonly context: string };

/** The rows of one experiment; learners and contexts are keys of maps, so that any text is allowed. */
interface Experiment extends ExperimentKey {
  readonly assignments: Map<string, Kept>;
  readonly exposures: Map<string, Map<string, Seen>>;
  /** By their id, in the order in which they came. */
  readonly portions: Map<string, KeptPortions>;
}

/** Every method completes before its first await, so calls cannot interleave. */
export class MemoryStore implements StoreWithData {
  readonly data = new MemoryData();
  readonly #experiments = new Map<string, Experiment>();
  readonly #assigned = new MemoryLog<AssignmentKey>();
  readonly #exposed = new MemoryLog<ExposureKey>();
  readonly #outcomes = new MemoryOutcomes();
  readonly #endings = new Map<string, { readonly group: string; readonly time: number }>();

  async peek(key: AssignmentKey): Promise<Assignment | null> {
    return this.#stored(key);
  }

  async peekMany(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]> {
    return keys.map((key) => this.#stored(key));
  }

  async claim(assignment: NewAssignment) {
    return this.#claim(assignment);
  }

  async claimMany(assignments: readonly NewAssignment[]) {
    return assignments.map((assignment) => this.#claim(assignment));
  }

  async reassign(next: NewAssignment, fromGroup: string) {
    const won = this.#stored(next)?.group === fromGroup;
    if (won) this.#keep(next);
    return { stored: this.#stored(next), won };
  }

  async expose(exposure: Exposure): Promise<boolean> {
    const { exposures } = this.#experiment(exposure);
    let contexts = exposures.get(exposure.learner);
    if (contexts === undefined) {
      contexts = new Map();
      exposures.set(exposure.learner, contexts);
    }
    if (contexts.has(exposure.context)) return false;
    const { scope, experiment, learner, context, group, at } = exposure;
    const position = this.#exposed.add({ scope, experiment, learner, context });
    contexts.set(context, { group, time: at.getTime(), position });
    return true;
  }

  async recordOutcome(outcome: Outcome): Promise<void> {
    this.#outcomes.add(outcome);
  }

  async *outcomes(filter: OutcomeFilter = {}): AsyncIterable<Outcome> {
    yield* this.#outcomes.inOrder(filter);
  }

  async outcomeNames(): Promise<OutcomeKey[]> {
    return this.#outcomes.names();
  }

  async forget(learner: string) {
    const forgotten = { assignments: 0, exposures: 0, outcomes: this.#outcomes.forget(learner) };
    for (const experiment of this.#experiments.values()) {
      const assigned = experiment.assignments.get(learner);
      if (assigned !== undefined) {
        forgotten.assignments += 1;
        this.#assigned.remove(assigned.position);
        experiment.assignments.delete(learner);
      }
      for (const { position } of experiment.exposures.get(learner)?.values() ?? []) {
        forgotten.exposures += 1;
        this.#exposed.remove(position);
      }
      experiment.exposures.delete(learner);
    }
    return forgotten;
  }

  async *list(filter: StoreFilter = {}): AsyncIterable<Assignment> {
    for (const { scope, experiment, assignments } of this.#inOrder(filter)) {
      for (const learner of [...assignments.keys()].sort(byBytes)) {
        const stored = this.#stored({ scope, experiment, learner });
        if (stored !== null) yield stored;
      }
    }
  }

  async *exposures(filter: StoreFilter = {}): AsyncIterable<Exposure> {
    for (const { scope, experiment, exposures } of this.#inOrder(filter)) {
      for (const learner of [...exposures.keys()].sort(byBytes)) {
        const contexts = [...(exposures.get(learner) ?? [])].sort(([a], [b]) => byBytes(a, b));
        for (const [context, { group, time }] of contexts) {
          yield { scope, experiment, learner, context, group, at: new Date(time) };
        }
      }
    }
  }

  async assignmentsAfter(position: StreamPosition, filter: StoreFilter = {}): Promise<StreamPart<Draw>> {
    return this.#assigned.after(position, filter, (key) => this.#draw(this.#stored(key)!));
  }

  async exposuresAfter(position: StreamPosition, filter: StoreFilter = {}): Promise<StreamPart<Exposure>> {
    return this.#exposed.after(position, filter, (key) => {
      const { group, time } = this.#experiment(key).exposures.get(key.learner)!.get(key.context)!;
      return { ...key, group, at: new Date(time) };
    });
  }

  async sizes(key: ExperimentKey): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    for (const { group } of this.#experiments.get(nameOf(key))?.assignments.values() ?? []) {
      sizes.set(group, (sizes.get(group) ?? 0) + 1);
    }
    return sizes;
  }

  async experiments(): Promise<ExperimentKey[]> {
    return this.#inOrder({})
      .filter(({ assignments }) => assignments.size > 0)
      .map(({ scope, experiment }) => ({ scope, experiment }));
  }

  async end({ scope, experiment, group, endedAt }: ExperimentEnding): Promise<EndedExperiment> {
    const name = nameOf({ scope, experiment });
    const won = !this.#endings.has(name);
    if (won) this.#endings.set(name, { group, time: endedAt.getTime() });
    return { stored: this.#ending({ scope, experiment })!, won };
  }

  async ending(key: ExperimentKey): Promise<ExperimentEnding | null> {
    return this.#ending(key);
  }

  async endings(scope: string): Promise<ExperimentEnding[]> {
    // The names are joined by NUL, which no scope contains.
    const own = [...this.#endings].filter(([name]) => name.startsWith(nameOf({ scope, experiment: '' })));
    return own
      .map(([name, { group, time }]) => ({
        scope,
        experiment: name.slice(scope.length + 1),
        group,
        endedAt: new Date(time),
      }))
      .sort((a, b) => byBytes(a.experiment, b.experiment));
  }

  async keepPortions(portions: readonly KeptPortions[]): Promise<void> {
    for (const each of portions) {
      const { portions: kept } = this.#experiment(each);
      if (!kept.has(each.id)) kept.set(each.id, each);
    }
  }

  async keptPortions(key: ExperimentKey): Promise<KeptPortions[]> {
    const kept = [...(this.#experiments.get(nameOf(key))?.portions.values() ?? [])];
    return kept
      .sort((a, b) => a.since.getTime() - b.since.getTime() || byBytes(a.id, b.id))
      .map((one) => ({ ...one, since: new Date(one.since) }));
  }

  async *draws({ scope, experiment }: ExperimentKey): AsyncIterable<Draw> {
    for await (const one of this.list({ scope, experiment })) yield this.#draw(one);
  }

  async close(): Promise<void> {
    this.#endings.clear();
    this.#outcomes.clear();
    this.#experiments.clear();
    this.#assigned.clear();
    this.#exposed.clear();
  }

  #ending({ scope, experiment }: ExperimentKey): ExperimentEnding | null {
    const kept = this.#endings.get(nameOf({ scope, experiment }));
    return kept === undefined ? null : { scope, experiment, group: kept.group, endedAt: new Date(kept.time) };
  }

  #claim(assignment: NewAssignment) {
    const before = this.#stored(assignment);
    if (before !== null) return { stored: before, won: false };
    this.#keep(assignment);
    return { stored: this.#stored(assignment)!, won: true };
  }

  #keep({ group, strategy, assignedAt, portions, ...key }: NewAssignment): void {
    const { assignments } = this.#experiment(key);
    const before = assignments.get(key.learner);
    if (before !== undefined) this.#assigned.remove(before.position);
    const { scope, experiment, learner } = key;
    const position = this.#assigned.add({ scope, experiment, learner });
    assignments.set(learner, {
      group,
      strategy,
      portions: portions ?? null,
      time: assignedAt.getTime(),
      position,
    });
  }

  #stored({ scope, experiment, learner }: AssignmentKey): Assignment | null {
    const kept = this.#experiments.get(nameOf({ scope, experiment }))?.assignments.get(learner);
    if (kept === undefined) return null;
    const { group, strategy, time } = kept;
    return { scope, experiment, learner, group, strategy, assignedAt: new Date(time) };
  }

  #draw(one: Assignment): Draw {
    const kept = this.#experiments.get(nameOf(one))?.assignments.get(one.learner);
    return { ...one, portions: kept?.portions ?? null };
  }

  #experiment({ scope, experiment }: ExperimentKey): Experiment {
    const name = nameOf({ scope, experiment });
    let found = this.#experiments.get(name);
    if (found === undefined) {
      found = { scope, experiment, assignments: new Map(), exposures: new Map(), portions: new Map() };
      this.#experiments.set(name, found);
    }
    return found;
  }

  #inOrder({ scope, experiment }: StoreFilter): Experiment[] {
    return [...this.#experiments.values()]
      .filter(
        (one) => (scope ?? one.scope) === one.scope && (experiment ?? one.experiment) === one.experiment,
      )
      .sort((a, b) => byBytes(a.scope, b.scope) || byBytes(a.experiment, b.experiment));
  }
}

/** Joined by NUL, which no stored text contains, so that keys are distinct. */
function nameOf({ scope, experiment }: ExperimentKey): string {
  return `${scope}\0${experiment}`;
}
