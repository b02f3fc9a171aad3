/** What Studio and the LMS make of the split_tests of an imported course. */

import type { PyValue } from '../../olx/policy/parse-python-json.js';
import type { LoadedBlock } from '../blocks/uses.js';
import type { ImportedGroup, ImportedPartition } from '../settings/partitions.js';
import type { StoredTree } from './stored-tree.js';

/** Studio's messages on a split_test. */
export type StudioMessage =
  | 'not-configured'
  | 'deleted-configuration'
  | 'unsupported-scheme'
  | 'missing-group-child'
  | 'inactive-child';

export interface ImportedSplitTest {
  readonly block: LoadedBlock;
  readonly name: string;
  /** The id that the block asks for; `null` where it has none. */
  readonly partitionId: bigint | null;
  readonly partition: ImportedPartition | null;
  readonly groups: readonly ShownGroup[];
  /** Keys, in order. */
  readonly children: readonly string[];
  readonly active: readonly string[];
  readonly inactive: readonly string[];
  readonly validation: readonly StudioMessage[];
  /** Without an id Studio's checks raise. */
  readonly unreadable: boolean;
  /** Why the look-ups of the LMS's staff view raise; `null`: they do not. */
  readonly staffView: 'a child that no entry of the map names' | 'group names cannot be sorted' | null;
  /** Children that no entry of the map names. */
  readonly unmapped: readonly string[];
  /** Entries of the map whose child is not there: saving the block in Studio raises. */
  readonly stale: readonly string[];
}

export interface ShownGroup {
  readonly id: bigint;
  readonly name: PyValue;
  /** The key of the child that learners of the group see; `null`: nothing. */
  readonly child: string | null;
  /** What the map names, where that is no child. */
  readonly mappedTo: string | null;
}

export function importedSplitTest(tree: StoredTree, block: LoadedBlock): ImportedSplitTest {
  const children = tree.children(block.key).filter((key) => tree.blocks.has(key));
  const { partitionId, map } = block.split!;
  const partition =
    partitionId === null ? null : (tree.partitions(block.key).find(({ id }) => id === partitionId) ?? null);
  const isChild = new Set(children);
  const shown = (partition?.groups ?? []).map((group) => shownGroup(group, map, isChild));
  const active = shown.flatMap(({ child }) => (child === null ? [] : [child]));
  const isActive = new Set(active);
  const inactive = children.filter((key) => !isActive.has(key));
  const targets = new Set(map?.values() ?? []);
  const unmapped = inactive.filter((key) => !targets.has(key));
  const stale = [...(map ?? [])].filter(([, key]) => !isChild.has(key)).map(([id]) => id);
  return {
    block,
    name: block.name,
    partitionId,
    partition,
    groups: shown,
    children,
    active,
    inactive,
    validation: messages(partitionId, partition, shown.length - active.length, inactive.length),
    unreadable: partitionId === null,
    staffView: unmapped.length > 0 ? NO_ENTRY : cannotSort(tree, shown, children, isActive) ? NO_ORDER : null,
    unmapped,
    stale,
  };
}

const NO_ENTRY = 'a child that no entry of the map names';
const NO_ORDER = 'group names cannot be sorted';

function shownGroup(
  { id, name }: ImportedGroup,
  map: ReadonlyMap<string, string> | null,
  children: ReadonlySet<string>,
): ShownGroup {
  const target = map?.get(String(id)) ?? null;
  const isThere = target !== null && children.has(target);
  return { id, name, child: isThere ? target : null, mappedTo: isThere ? null : target };
}

function messages(
  id: bigint | null,
  partition: ImportedPartition | null,
  missing: number,
  inactive: number,
): StudioMessage[] {
  if (id === null) return [];
  if (id < 0n) return ['not-configured'];
  if (partition === null) return ['deleted-configuration'];
  if (partition.scheme !== 'random') return ['unsupported-scheme'];
  const found: StudioMessage[] = [];
  if (missing > 0) found.push('missing-group-child');
  if (inactive > 0) found.push('inactive-child');
  return found;
}

/** Names of shown groups, and display names of inactive children, are sorted: Python cannot order texts and others. */
function cannotSort(
  tree: StoredTree,
  groups: readonly ShownGroup[],
  children: readonly string[],
  isActive: ReadonlySet<string>,
): boolean {
  const nameOf = new Map<string, PyValue>();
  for (const { child, name } of [...groups].reverse()) if (child !== null) nameOf.set(child, name);
  const active = children.filter((key) => isActive.has(key)).map((key) => nameOf.get(key)!);
  const inactive = children
    .filter((key) => !isActive.has(key))
    .map((key) => (tree.blocks.get(key)!.nullName ? null : ''));
  return hasNoOrder(active) || hasNoOrder(inactive);
}

function hasNoOrder(names: readonly PyValue[]): boolean {
  if (names.length < 2) return false;
  const isText = typeof names[0] === 'string';
  const isNumber = (name: PyValue) =>
    ['bigint', 'boolean'].includes(typeof name) ||
    (typeof name === 'object' && name !== null && 'value' in name);
  return isText ? names.some((name) => typeof name !== 'string') : !names.every(isNumber);
}
