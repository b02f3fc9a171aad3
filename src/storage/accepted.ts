/** Validation of strings and dates: the same for every engine. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { MOST_KEY_BYTES, MOST_TEXT_UNITS, MOST_VALUE_UNITS } from './limits.js';
import { refused } from './refusals.js';
import type {
  AssignmentKey,
  ExperimentEnding,
  ExperimentKey,
  Exposure,
  KeptPortions,
  NewAssignment,
  Outcome,
  OutcomeFilter,
  StoreFilter,
} from './store.js';

/** NUL, which PostgreSQL cannot store, and lone surrogates, which UTF-8 cannot encode. */
export const REFUSED = /[\0\p{Surrogate}]/u;
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

export function acceptText(name: string, text: string, most = MOST_TEXT_UNITS): void {
  if (typeof text !== 'string') throw refused(`The field ${name} must be a string, not ${typeof text}`);
  if (text.length > most) {
    throw refused(`The field ${name} has ${text.length} characters; at most ${most} are allowed`);
  }
  if (REFUSED.test(text)) {
    throw refused(`The field ${name} has ${text.includes('\0') ? 'a NUL character' : 'a lone surrogate'}`);
  }
}

export function acceptKey(key: AssignmentKey, context = ''): void {
  acceptText('scope', key.scope);
  acceptText('experiment', key.experiment);
  acceptText('learner', key.learner);
  acceptBytes('scope, experiment, learner and context', key.scope + key.experiment + key.learner + context);
}

function acceptBytes(names: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_KEY_BYTES) return;
  throw refused(`The fields ${names} have ${bytes} bytes together; at most ${MOST_KEY_BYTES} are allowed`);
}

export function acceptAssignment(assignment: NewAssignment): void {
  acceptKey(assignment);
  acceptText('group', assignment.group);
  acceptText('strategy', assignment.strategy);
  acceptInstant('assignedAt', assignment.assignedAt);
  if (assignment.portions === undefined) return;
  acceptText('portions', assignment.portions);
  if (assignment.portions === '') throw refused('The field portions must not be empty');
}

export function acceptExposure(exposure: Exposure): void {
  acceptText('context', exposure.context);
  acceptKey(exposure, exposure.context);
  acceptText('group', exposure.group);
  acceptInstant('at', exposure.at);
}

export function acceptOutcome({ scope, name, learner, value, at }: Outcome): void {
  acceptText('scope', scope);
  acceptText('name', name);
  acceptText('learner', learner);
  acceptBytes('scope, name and learner', scope + name + learner);
  if (!Number.isFinite(value)) {
    const given = typeof value === 'number' ? String(value) : typeof value;
    throw refused(`The field value must be a finite number, not ${given}`);
  }
  acceptInstant('at', at);
}

export function acceptOutcomeFilter({ scope, name }: OutcomeFilter): void {
  if (scope !== undefined) acceptText('scope', scope);
  if (name !== undefined) acceptText('name', name);
}

export function acceptExperiment({ scope, experiment }: ExperimentKey): void {
  acceptKey({ scope, experiment, learner: '' });
}

export function acceptPortions(portions: KeptPortions): void {
  const { scope, experiment, id, definition, since } = portions;
  acceptExperiment(portions);
  acceptText('id', id);
  acceptBytes('scope, experiment and id', scope + experiment + id);
  acceptText('definition', definition, MOST_VALUE_UNITS);
  acceptInstant('since', since);
}

export function acceptEnding(ending: ExperimentEnding): void {
  acceptExperiment(ending);
  acceptText('group', ending.group);
  acceptInstant('endedAt', ending.endedAt);
}

export function acceptFilter(filter: StoreFilter): void {
  if (filter.scope !== undefined) acceptText('scope', filter.scope);
  if (filter.experiment !== undefined) acceptText('experiment', filter.experiment);
}

/** Up to 15 digits: exact as a number, too. */
export function acceptPosition(position: string): void {
  if (typeof position === 'string' && /^(0|[1-9]\d{0,14})$/.test(position)) return;
  throw new AbtestError('bad-argument', `The position ${JSON.stringify(position)} is not one of a stream`, {
    hint: 'Use 0, or a position as it was read.',
  });
}

export function acceptInstant(name: string, instant: Date): void {
  const time = instant instanceof Date ? instant.getTime() : Number.NaN;
  if (!(time >= FIRST_INSTANT && time <= LAST_INSTANT)) {
    throw refused(`The field ${name} must be a Date of the years 1 to 9999`);
  }
}
