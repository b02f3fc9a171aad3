/** Flags and overrides as text for tables. */
import type { FlagDefinition, FlagRow, OverrideRow } from '../../index.js';

/** Which users the flag is on for, as short as possible. */
export function flagText(definition: FlagDefinition): string {
  const { everyone, percent, testing, superusers, staff, authenticated, languages, users, groups } =
    definition;
  if (everyone !== null) return everyone ? 'on for everyone' : 'off for everyone';
  const parts = [
    ...(testing ? ['testing'] : []),
    ...(languages.length > 0 ? [`languages ${languages.join(', ')}`] : []),
    ...(authenticated ? ['all logged-in users'] : []),
    ...(staff ? ['staff'] : []),
    ...(superusers ? ['superusers'] : []),
    ...(users.length > 0 ? [`users ${users.join(', ')}`] : []),
    ...(groups.length > 0 ? [`groups ${groups.join(', ')}`] : []),
    ...(percent !== null && percent > 0
      ? [`${percent} % of browsers${definition.rollout ? ' (rollout)' : ''}`]
      : []),
  ];
  return parts.length === 0 ? 'on for no one' : `on for ${parts.join('; ')}`;
}

export function overrideText({ scope, target, override_choice, enabled }: Omit<OverrideRow, 'id'>): string {
  return `${scope} ${target}: ${enabled ? `forced ${override_choice}` : 'not overridden'}`;
}

/** When the change was made, by whom and why, as far as known. */
export function changeText({ change_date, changed_by }: FlagRow | OverrideRow, why: string | null): string {
  const who = changed_by === null ? '' : ` by ${changed_by}`;
  return `${change_date.toISOString()}${who}${why === null || why === '' ? '' : ` (${why})`}`;
}
