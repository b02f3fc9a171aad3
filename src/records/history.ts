/** Queries on history: a moment, a neighbouring record, a difference. */
import type { HistoricalExperimentKeyValue } from '../storage/store.js';

/** Oldest first. */
function inOrder(a: HistoricalExperimentKeyValue, b: HistoricalExperimentKeyValue): number {
  return a.history_date.getTime() - b.history_date.getTime() || a.history_id - b.history_id;
}

/** For each row that existed at the moment, its last record by then, ordered by id. */
export function instancesAsOf(
  history: readonly HistoricalExperimentKeyValue[],
  moment: Date,
): HistoricalExperimentKeyValue[] {
  const last = new Map<number, HistoricalExperimentKeyValue>();
  for (const record of [...history].sort(inOrder)) {
    if (record.history_date.getTime() <= moment.getTime()) last.set(record.id, record);
  }
  return [...last.values()].filter(({ history_type }) => history_type !== '-').sort((a, b) => a.id - b.id);
}

/**
 * The next record of the same row, or `null`.
 * @example
 * const keyValues = new ExperimentKeyValueRecords(store.data.keyValues);
 * const row = await keyValues.create({ experiment_id: 7, key: 'limit', value: '10' });
 * await keyValues.save({ ...row, value: '20' });
 * const [newest, older] = await keyValues.history();
 * console.log(nextHistoryRecord([newest, older], older)?.value); // → 20
 */
export function nextHistoryRecord(
  history: readonly HistoricalExperimentKeyValue[],
  record: HistoricalExperimentKeyValue,
): HistoricalExperimentKeyValue | null {
  const later = history.filter((one) => one.id === record.id && inOrder(one, record) > 0);
  return later.sort(inOrder)[0] ?? null;
}

/**
 * The previous record of the same row, or `null`.
 * @example
 * const keyValues = new ExperimentKeyValueRecords(store.data.keyValues);
 * const row = await keyValues.create({ experiment_id: 7, key: 'limit', value: '10' });
 * await keyValues.save({ ...row, value: '20' });
 * const [newest, older] = await keyValues.history();
 * console.log(previousHistoryRecord([newest, older], newest)?.value); // → 10
 */
export function previousHistoryRecord(
  history: readonly HistoricalExperimentKeyValue[],
  record: HistoricalExperimentKeyValue,
): HistoricalExperimentKeyValue | null {
  const earlier = history.filter((one) => one.id === record.id && inOrder(one, record) < 0);
  return earlier.sort(inOrder).at(-1) ?? null;
}

export interface FieldChange {
  readonly field: 'experiment_id' | 'key' | 'value' | 'created' | 'modified';
  readonly old: string | number | Date;
  readonly new: string | number | Date;
}

/**
 * The differences between two records of one row, in the order of the fields; `modified` changes with every save.
 * @throws TypeError when they belong to different rows
 * @example
 * const keyValues = new ExperimentKeyValueRecords(store.data.keyValues);
 * const row = await keyValues.create({ experiment_id: 7, key: 'limit', value: '10' });
 * await keyValues.save({ ...row, value: '20' });
 * const [newest, older] = await keyValues.history();
 * console.log(diffHistory(newest, older).find(({ field }) => field === 'value')); // → { field: 'value', old: '10', new: '20' }
 */
export function diffHistory(
  record: HistoricalExperimentKeyValue,
  older: HistoricalExperimentKeyValue,
): FieldChange[] {
  if (record.id !== older.id)
    throw new TypeError(`the records are of two rows: ${record.id} and ${older.id}`);
  const fields = ['experiment_id', 'key', 'value', 'created', 'modified'] as const;
  return fields
    .filter((field) => plain(record[field]) !== plain(older[field]))
    .map((field) => ({ field, old: older[field], new: record[field] }));
}

function plain(value: string | number | Date): string | number {
  return value instanceof Date ? value.getTime() : value;
}
