/** What the stores of all SQL engines share: the data of experiments, and ordered reading. */
import type { DataStore, EndedSessions } from '../data-store.js';
import type {
  Assignment,
  Draw,
  EndedExperiment,
  ExperimentEnding,
  ExperimentKey,
  Exposure,
  KeptPortions,
  Outcome,
  OutcomeFilter,
  OutcomeKey,
  StoreFilter,
  StreamPart,
  StreamPosition,
} from '../store.js';
import { pages, storedExperiments, storedOutcomeNames } from './paging.js';
import type { SqlEngine } from './sql-engine.js';
import { SqlExperimentData } from './sql-experiment-data.js';
import { SqlFacts } from './sql-facts.js';
import { SqlFlags } from './sql-flags.js';
import { SqlKeyValues } from './sql-key-values.js';
import { type SetPositions, SqlStream } from './sql-stream.js';
import { sql } from './statement.js';
import { ASSIGNMENTS, DRAWS, ENDINGS, EXPOSURES, OUTCOMES, PORTIONS } from './tables.js';

export abstract class SqlStore {
  readonly data: DataStore;
  readonly #engine: SqlEngine;
  readonly #assignments: SqlStream<Draw>;
  readonly #exposures: SqlStream<Exposure>;

  constructor(engine: SqlEngine, setPositions: SetPositions) {
    this.#engine = engine;
    this.#assignments = new SqlStream(engine, DRAWS, setPositions);
    this.#exposures = new SqlStream(engine, EXPOSURES, setPositions);
    this.data = dataStoreOn(engine);
  }

  list({ scope, experiment }: StoreFilter = {}): AsyncIterable<Assignment> {
    return pages(this.#engine, ASSIGNMENTS, { scope, experiment });
  }

  exposures({ scope, experiment }: StoreFilter = {}): AsyncIterable<Exposure> {
    return pages(this.#engine, EXPOSURES, { scope, experiment });
  }

  outcomes({ scope, name }: OutcomeFilter = {}): AsyncIterable<Outcome> {
    return pages(this.#engine, OUTCOMES, { scope, name });
  }

  outcomeNames(): Promise<OutcomeKey[]> {
    return storedOutcomeNames(this.#engine);
  }

  assignmentsAfter(position: StreamPosition, filter: StoreFilter = {}): Promise<StreamPart<Draw>> {
    return this.#assignments.after(position, filter);
  }

  exposuresAfter(position: StreamPosition, filter: StoreFilter = {}): Promise<StreamPart<Exposure>> {
    return this.#exposures.after(position, filter);
  }

  experiments(): Promise<ExperimentKey[]> {
    return storedExperiments(this.#engine);
  }

  async keptPortions({ scope, experiment }: ExperimentKey): Promise<KeptPortions[]> {
    const rows = await this.#engine.rows(
      sql`select ${PORTIONS.columns(this.#engine.words)} from ${PORTIONS.name}
        where scope = ${scope} and experiment = ${experiment} order by milliseconds, id`,
    );
    return rows.map(PORTIONS.item);
  }

  draws({ scope, experiment }: ExperimentKey): AsyncIterable<Draw> {
    return pages(this.#engine, DRAWS, { scope, experiment });
  }

  async end({ scope, experiment, group, endedAt }: ExperimentEnding): Promise<EndedExperiment> {
    const won = await this.#engine.write(function* () {
      const rows = yield sql`insert into abtest_ending (scope, experiment, group_name, ended_at)
        values (${scope}, ${experiment}, ${group}, ${endedAt}) on conflict do nothing returning scope`;
      return rows.length === 1;
    });
    const stored = await this.ending({ scope, experiment });
    return { stored: stored!, won };
  }

  async ending({ scope, experiment }: ExperimentKey): Promise<ExperimentEnding | null> {
    const [row] = await this.#engine.rows(
      sql`select ${ENDINGS.columns(this.#engine.words)} from ${ENDINGS.name}
        where scope = ${scope} and experiment = ${experiment}`,
    );
    return row === undefined ? null : ENDINGS.item(row);
  }

  async endings(scope: string): Promise<ExperimentEnding[]> {
    const rows = await this.#engine.rows(
      sql`select ${ENDINGS.columns(this.#engine.words)} from ${ENDINGS.name}
        where scope = ${scope} order by experiment`,
    );
    return rows.map(ENDINGS.item);
  }
}

function dataStoreOn(engine: SqlEngine): DataStore {
  const experimentData = new SqlExperimentData(engine);
  const flags = new SqlFlags(engine);
  return {
    experimentData,
    keyValues: new SqlKeyValues(engine),
    facts: new SqlFacts(engine),
    endedSessions: endedSessionsOn(engine),
    saveFlag: (flag, after, stamp) => flags.saveFlag(flag, after, stamp),
    flagRows: (name) => flags.flagRows(name),
    saveOverride: (override, stamp) => flags.saveOverride(override, stamp),
    overrideRows: (flag) => flags.overrideRows(flag),
    settings: () => flags.settings(),
    settingsVersion: () => flags.settingsVersion(),
    forget: (user) => experimentData.forget(user),
  };
}

function endedSessionsOn(engine: SqlEngine): EndedSessions {
  return {
    add: (id, until, at) =>
      engine.write(function* () {
        yield sql`delete from abtest_ended_session where until < ${at}`;
        yield sql`insert into abtest_ended_session (id, until) values (${id}, ${until}) on conflict do nothing`;
      }),
    has: async (id) =>
      (await engine.rows(sql`select id from abtest_ended_session where id = ${id}`)).length > 0,
  };
}

/** A copy for the result: the caller may change the object that it passed in. */
export function copyOf({ scope, experiment, learner, group, strategy, assignedAt }: Assignment): Assignment {
  return { scope, experiment, learner, group, strategy, assignedAt: new Date(assignedAt) };
}
