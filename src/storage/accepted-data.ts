/** Validation of experiment data, flags and overrides: one rule for every engine. */
import { LARGEST_EXPERIMENT_ID } from '../flags/flag.js';
import type { FlagDefinition } from '../flags/flag-settings.js';
import { acceptInstant, acceptText, REFUSED } from './accepted.js';
import type {
  ChangeStamp,
  DataFields,
  DataFilter,
  KeyValueFields,
  OverrideRow,
  PageRange,
  RecordDates,
  WithQuota,
} from './data-store.js';
import {
  charactersOf,
  MOST_DATA_KEY_CHARACTERS,
  MOST_DATA_USER_BYTES,
  MOST_FLAG_NAME_CHARACTERS,
  MOST_OVERRIDE_TARGET_CHARACTERS,
  MOST_PART_ROWS,
  MOST_REASON_CHARACTERS,
  MOST_VALUE_UNITS,
} from './limits.js';
import { refused } from './refusals.js';

export function acceptFields(fields: Partial<DataFields> & RecordDates): void {
  const { user, experiment_id, key, value, created, modified } = fields;
  if (experiment_id !== undefined) acceptExperimentId(experiment_id);
  if (user !== undefined) {
    acceptFilled('user', user);
    if (Buffer.byteLength(user) > MOST_DATA_USER_BYTES)
      throw refused(`The field user has more than ${MOST_DATA_USER_BYTES} bytes`);
  }
  if (key !== undefined) {
    acceptFilled('key', key);
    acceptCharacters('key', key, MOST_DATA_KEY_CHARACTERS);
  }
  if (value !== undefined) {
    acceptLong('value', value);
    if (value.trim() === '') throw refused('The field value is empty');
  }
  if (created !== undefined) acceptInstant('created', created);
  if (modified !== undefined) acceptInstant('modified', modified);
}

/** A complete row: no required field is missing. */
export function acceptRow(
  fields: KeyValueFields & { readonly user?: string } & RecordDates,
  hasUser: boolean,
): void {
  const needed = ['experiment_id', 'key', 'value', ...(hasUser ? ['user'] : [])] as const;
  for (const name of needed) {
    if (fields[name as keyof KeyValueFields] === undefined) throw refused(`The field ${name} is missing`);
  }
  acceptFields(fields);
}

export function acceptDataFilter({ user, experiment_id, key }: DataFilter): void {
  if (user !== undefined) acceptText('user', user);
  if (key !== undefined) acceptText('key', key);
  if (experiment_id !== undefined) acceptExperimentId(experiment_id);
}

export function acceptId(id: number): void {
  if (!Number.isSafeInteger(id)) throw refused(`The id ${id} is not a whole number`);
}

export function acceptPart({ offset, limit, after }: PageRange): void {
  if (after !== undefined) acceptId(after);
  if (
    Number.isSafeInteger(offset) &&
    offset >= 0 &&
    Number.isInteger(limit) &&
    limit >= 0 &&
    limit <= MOST_PART_ROWS
  )
    return;
  throw refused(
    `The part has offset ${offset} and limit ${limit}; it must start at 0 or later and have at most ${MOST_PART_ROWS} rows`,
  );
}

export function acceptStamp({ at, user, reason }: ChangeStamp): void {
  acceptInstant('at', at);
  if (user !== undefined && user !== null) acceptText('user', user);
  if (reason !== undefined && reason !== null) {
    acceptText('reason', reason);
    acceptCharacters('reason', reason, MOST_REASON_CHARACTERS);
  }
}

export function acceptQuota({ quota }: WithQuota): void {
  if (quota === undefined) return;
  for (const [name, most] of Object.entries(quota))
    if (!(most >= 0)) throw refused(`The quota of ${name} is ${most}; it must be 0 or more`);
}

export function acceptFlag(name: string, definition: FlagDefinition | null): void {
  acceptFlagName(name);
  if (definition === null) return;
  const { percent, languages, users, groups, note, everyone } = definition;
  if (everyone !== null && typeof everyone !== 'boolean')
    throw refused('The field everyone is neither true, false nor null');
  if (
    percent !== null &&
    !(percent >= 0 && percent <= 99.9 && Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-9)
  )
    throw refused(`The field percent is ${percent}; it must be 0 to 99.9 with one decimal at most, or null`);
  for (const one of [...languages, ...users, ...groups]) acceptFilled('a language, user or group', one);
  acceptLong('note', note);
}

export function acceptOverride(
  override: Omit<OverrideRow, 'id' | 'change_date' | 'changed_by' | 'note'>,
): void {
  const { waffle_flag, scope, target, override_choice, enabled } = override;
  acceptFlagName(waffle_flag);
  if (scope !== 'course' && scope !== 'org') throw refused('The field scope is neither course nor org');
  if (override_choice !== 'on' && override_choice !== 'off')
    throw refused('The field override_choice is neither on nor off');
  if (typeof enabled !== 'boolean') throw refused('The field enabled is neither true nor false');
  acceptFilled('target', target);
  acceptCharacters('target', target, MOST_OVERRIDE_TARGET_CHARACTERS);
}

function acceptFlagName(name: string): void {
  acceptFilled('flag', name);
  acceptCharacters('name', name, MOST_FLAG_NAME_CHARACTERS);
  if (name !== name.trim()) throw refused('The field name has white space around it');
}

function acceptExperimentId(id: number): void {
  if (Number.isInteger(id) && id >= 0 && id <= LARGEST_EXPERIMENT_ID) return;
  throw refused(
    `The field experiment_id is ${id}; it must be a whole number from 0 to ${LARGEST_EXPERIMENT_ID}`,
  );
}

function acceptFilled(name: string, text: string): void {
  acceptText(name, text);
  if (text.trim() === '') throw refused(`The field ${name} is empty`);
}

function acceptCharacters(name: string, text: string, most: number): void {
  if (charactersOf(text) > most) throw refused(`The field ${name} has more than ${most} characters`);
}

function acceptLong(name: string, text: string): void {
  if (typeof text !== 'string') throw refused(`The field ${name} must be a string, not ${typeof text}`);
  if (text.length > MOST_VALUE_UNITS)
    throw refused(`The field ${name} has more than ${MOST_VALUE_UNITS} characters`);
  if (REFUSED.test(text)) throw refused(`The field ${name} has a NUL character or a lone surrogate`);
}
