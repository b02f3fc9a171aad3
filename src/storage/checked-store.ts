/** A layer in front of every driver: validates arguments, and rejects calls after closing. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import {
  acceptAssignment,
  acceptEnding,
  acceptExperiment,
  acceptExposure,
  acceptFilter,
  acceptKey,
  acceptOutcome,
  acceptOutcomeFilter,
  acceptPortions,
  acceptPosition,
  acceptText,
} from './accepted.js';
import { CheckedData } from './checked-data.js';
import { SMALLEST_OUTCOME } from './limits.js';
import type {
  Assignment,
  AssignmentKey,
  ClaimResult,
  Draw,
  EndedExperiment,
  ExperimentEnding,
  ExperimentKey,
  Exposure,
  ForgetResult,
  KeptPortions,
  NewAssignment,
  Outcome,
  OutcomeFilter,
  OutcomeKey,
  Reassignment,
  StoreFilter,
  StoreWithData,
  StreamPart,
  StreamPosition,
} from './store.js';

export class CheckedStore implements StoreWithData {
  readonly data: CheckedData;
  readonly #store: StoreWithData;
  #closing: Promise<void> | null = null;

  constructor(store: StoreWithData) {
    this.#store = store;
    this.data = new CheckedData(() => this.#open().data);
  }

  async peek(key: AssignmentKey): Promise<Assignment | null> {
    acceptKey(key);
    return this.#open().peek(key);
  }

  async peekMany(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]> {
    for (const key of keys) acceptKey(key);
    return this.#open().peekMany(keys);
  }

  async claim(assignment: NewAssignment): Promise<ClaimResult> {
    acceptAssignment(assignment);
    // A promise that is returned without `await` costs three turns of the queue of microtasks.
    return await this.#open().claim(assignment);
  }

  async claimMany(assignments: readonly NewAssignment[]): Promise<ClaimResult[]> {
    for (const assignment of assignments) acceptAssignment(assignment);
    return this.#open().claimMany(assignments);
  }

  async reassign(next: NewAssignment, fromGroup: string): Promise<Reassignment> {
    acceptAssignment(next);
    acceptText('fromGroup', fromGroup);
    return this.#open().reassign(next, fromGroup);
  }

  async expose(exposure: Exposure): Promise<boolean> {
    acceptExposure(exposure);
    return this.#open().expose(exposure);
  }

  async recordOutcome({ scope, name, learner, value, at }: Outcome): Promise<void> {
    acceptOutcome({ scope, name, learner, value, at });
    // Every engine has one key for 0, -0 and what one of them cannot tell from 0.
    const stored = Math.abs(value) < SMALLEST_OUTCOME ? 0 : value;
    // The caller may change its date.
    return this.#open().recordOutcome({ scope, name, learner, value: stored, at: new Date(at) });
  }

  async *outcomes(filter: OutcomeFilter = {}): AsyncIterable<Outcome> {
    acceptOutcomeFilter(filter);
    for await (const outcome of this.#open().outcomes(filter)) {
      yield outcome;
      this.#open();
    }
  }

  async outcomeNames(): Promise<OutcomeKey[]> {
    return this.#open().outcomeNames();
  }

  async forget(learner: string): Promise<ForgetResult> {
    acceptText('learner', learner);
    await this.#open().data.forget(learner);
    return this.#open().forget(learner);
  }

  async *list(filter: StoreFilter = {}): AsyncIterable<Assignment> {
    acceptFilter(filter);
    for await (const assignment of this.#open().list(filter)) {
      yield assignment;
      this.#open();
    }
  }

  async *exposures(filter: StoreFilter = {}): AsyncIterable<Exposure> {
    acceptFilter(filter);
    for await (const exposure of this.#open().exposures(filter)) {
      yield exposure;
      this.#open();
    }
  }

  async assignmentsAfter(position: StreamPosition, filter: StoreFilter = {}): Promise<StreamPart<Draw>> {
    acceptPosition(position);
    acceptFilter(filter);
    return this.#open().assignmentsAfter(position, filter);
  }

  async exposuresAfter(position: StreamPosition, filter: StoreFilter = {}): Promise<StreamPart<Exposure>> {
    acceptPosition(position);
    acceptFilter(filter);
    return this.#open().exposuresAfter(position, filter);
  }

  async sizes(experiment: ExperimentKey): Promise<ReadonlyMap<string, number>> {
    acceptText('scope', experiment.scope);
    acceptText('experiment', experiment.experiment);
    return this.#open().sizes(experiment);
  }

  async experiments(): Promise<ExperimentKey[]> {
    return this.#open().experiments();
  }

  async end(ending: ExperimentEnding): Promise<EndedExperiment> {
    acceptEnding(ending);
    return this.#open().end(ending);
  }

  async ending(experiment: ExperimentKey): Promise<ExperimentEnding | null> {
    acceptExperiment(experiment);
    return this.#open().ending(experiment);
  }

  async endings(scope: string): Promise<ExperimentEnding[]> {
    acceptText('scope', scope);
    return this.#open().endings(scope);
  }

  async keepPortions(portions: readonly KeptPortions[]): Promise<void> {
    for (const each of portions) acceptPortions(each);
    if (portions.length === 0) return;
    return this.#open().keepPortions(portions.map((each) => ({ ...each, since: new Date(each.since) })));
  }

  async keptPortions(experiment: ExperimentKey): Promise<KeptPortions[]> {
    acceptExperiment(experiment);
    return this.#open().keptPortions(experiment);
  }

  async *draws(experiment: ExperimentKey): AsyncIterable<Draw> {
    acceptExperiment(experiment);
    for await (const draw of this.#open().draws(experiment)) {
      yield draw;
      this.#open();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.data.idle().then(() => this.#store.close());
    return this.#closing;
  }

  #open(): StoreWithData {
    if (this.#closing !== null) throw new AbtestError('store-unavailable', 'The store is closed');
    return this.#store;
  }
}
