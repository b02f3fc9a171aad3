/** The data of experiments in a SQL engine, put together from its tables. */
import type { DataStore } from '../data-store.js';
import type { SqlEngine } from './sql-engine.js';
import { SqlExperimentData } from './sql-experiment-data.js';
import { SqlFlags } from './sql-flags.js';
import { SqlKeyValues } from './sql-key-values.js';

export function dataStoreOn(engine: SqlEngine): DataStore {
  const experimentData = new SqlExperimentData(engine);
  const flags = new SqlFlags(engine);
  return {
    experimentData,
    keyValues: new SqlKeyValues(engine),
    saveFlag: (flag, after, stamp) => flags.saveFlag(flag, after, stamp),
    flagRows: (name) => flags.flagRows(name),
    saveOverride: (override, stamp) => flags.saveOverride(override, stamp),
    overrideRows: (flag) => flags.overrideRows(flag),
    settings: () => flags.settings(),
    settingsVersion: () => flags.settingsVersion(),
    forget: (user) => experimentData.forget(user),
  };
}
