/** Rows as they stand on the wire: Open edX's fields, in its order. */
import type { ExperimentData, ExperimentKeyValue } from '../../index.js';

export function dataOnTheWire(row: ExperimentData) {
  const { id, experiment_id, user, key, value } = row;
  return { id, experiment_id, user, key, value, ...dates(row) };
}

export function keyValueOnTheWire(row: ExperimentKeyValue) {
  const { id, experiment_id, key, value } = row;
  return { id, experiment_id, key, value, ...dates(row) };
}

function dates({ created, modified }: ExperimentKeyValue) {
  return { created: instant(created), modified: instant(modified) };
}

/** As Python prints it: six digits behind the second, none at all when they would be zeros. */
function instant(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('.000Z') ? text.replace('.000Z', 'Z') : text.replace('Z', '000Z');
}
