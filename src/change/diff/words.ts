/** Names, groups and shares in the messages about changes. */
import { visible } from '../../diagnostics/visible.js';
import { DEFAULT_GROUP } from '../../olx/block/block.js';
import { type Fraction, toNumber } from '../../portion/fraction.js';
import type { MovedShares } from './moves.js';
import type { PairedGroup, SideExperiment } from './side.js';

/** `the experiment "E"`, `the group configuration 500 "E"`. */
export function experimentWords({ kind, name, partition, key }: SideExperiment): string {
  if (kind === 'abtest') return `experiment "${visible(name)}"`;
  const id = partition?.id ?? key.slice(key.lastIndexOf('_') + 1);
  return `group configuration ${id}${partition === null ? '' : ` "${visible(name)}"`}`;
}

export function groupWords({
  key,
  name,
  isDefault,
}: Pick<PairedGroup, 'key' | 'name' | 'isDefault'>): string {
  if (isDefault || key === DEFAULT_GROUP) return 'the default group';
  return key === name ? `group "${visible(name)}"` : `group ${key} "${visible(name)}"`;
}

/** `12.5 %`: rounded to one decimal, but never to 0 or to all. */
export function percent(share: Fraction | null): string {
  if (share === null) return 'an unreadable portion';
  const value = toNumber(share) * 100;
  if (value > 0 && value < 0.05) return 'less than 0.1 %';
  if (value < 100 && value > 99.95) return 'more than 99.9 %';
  return `${Number(value.toFixed(1))} %`;
}

/** What happens where groups are derived anew at each visit. */
export function sharesWords(shares: MovedShares | null): string {
  if (shares === null) return '';
  return `; where assignments are not stored ${percent(shares.moved)} of the learners move (${percent(shares.least)} have to)`;
}

export function listed(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
