/** Names of partitions and their groups as an abtest can have them: each one once, and legal in XML. */

import { DEFAULT_GROUP } from '../../olx/block/block.js';
import type { PartitionGroup, UserPartition } from '../../olx/policy/partition.js';

/** What XML 1.0 cannot hold, not even as a reference. */
const ILLEGAL = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Partition id to its experiment: the partition's name, or `name (id)` where another one has that name.
 * The same partitions always give the same names, so that a conversion finds its way back.
 */
export function experimentNames(partitions: readonly UserPartition[]): ReadonlyMap<number, string> {
  const named = partitions.filter(({ scheme }) => scheme === 'random');
  return uniqueNames(named, partitionAfterId);
}

/** Group id to the name that the group has in an abtest. */
export function groupNames(groups: readonly PartitionGroup[]): ReadonlyMap<number, string> {
  return uniqueNames(groups, groupAfterId);
}

/** The name for a partition that has none, or that the course does not have. */
export function partitionAfterId(id: number): string {
  return `Group Configuration ${id}`;
}

/** Studio's own words for a group that it has no name of. */
export function groupAfterId(id: number): string {
  return `Group ID ${id}`;
}

/** The id in such a name. */
export function idInName(name: string): number | undefined {
  const id = Number(/^(?:Group Configuration|Group ID) (\d{1,10})$/.exec(name)?.[1] ?? Number.NaN);
  return id < 2 ** 31 ? id : undefined;
}

/** A name that is not taken yet: the given one, or one with a number after it. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted} ${number}`;
  return name;
}

function uniqueNames(
  named: readonly { readonly id: number; readonly name: string }[],
  nameless: (id: number) => string,
): ReadonlyMap<number, string> {
  const taken = new Set([DEFAULT_GROUP]);
  const names = new Map<number, string>();
  // Plain names first: nobody who has one should lose it to another's made-up name.
  for (const { id, name } of named) {
    const legal = name.replace(ILLEGAL, '\ufffd');
    if (legal.trim() === '' || legal !== name || taken.has(name)) continue;
    taken.add(name);
    names.set(id, name);
  }
  for (const { id, name } of named) {
    if (names.has(id)) continue;
    const legal = name.replace(ILLEGAL, '\ufffd');
    const unique = freeName(legal.trim() === '' ? nameless(id) : `${legal} (${id})`, taken);
    taken.add(unique);
    names.set(id, unique);
  }
  return new Map(named.map(({ id }) => [id, names.get(id)!]));
}
