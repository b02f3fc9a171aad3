/** User partitions: how a course divides its learners, from policy.json. */
import { pythonInt } from './python-values.js';

export interface UserPartition {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  /** `random` is the only one that experiments can use. */
  readonly scheme: string;
  readonly groups: readonly PartitionGroup[];
  readonly active: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface PartitionGroup {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

/** What is wrong with a `user_partitions` value; `path` leads to the value inside it. */
export interface PartitionFault {
  readonly path: readonly (string | number)[];
  /** `error`: the whole import fails, or Studio refuses it; `warning`: Open edX reads it, in its way. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
}

interface ReadPartitions {
  readonly partitions: readonly UserPartition[];
  readonly faults: readonly PartitionFault[];
}

/** Version 1 had no scheme, 2 added it, 3 added parameters and active. */
const OLDEST_VERSION = 1;
const VERSION_WITH_SCHEME = 2;
const GROUP_VERSION = 1;

/** Schemes that a course may bring. */
const SCHEMES = new Set(['random', 'cohort', 'verification']);
/** Schemes of partitions that only the platform makes. */
const READ_ONLY = new Set(['enrollment_track', 'content_type_gate', 'team']);

/** Reads `user_partitions` as Open edX does. A partition with a fault that Open edX refuses is left out. */
export function readPartitions(value: unknown): ReadPartitions {
  const faults: PartitionFault[] = [];
  if (value === undefined) return { partitions: [], faults };
  if (!Array.isArray(value)) {
    faults.push(refused([], '"user_partitions" is not a list', 'Write a list of partitions: [ … ].'));
    return { partitions: [], faults };
  }
  const read = value.map((each, index) => readPartition(each, [index], faults));
  const partitions = read.filter((each) => each !== undefined);
  for (const id of duplicates(partitions.map((each) => each.id))) {
    const index = read.findLastIndex((each) => each?.id === id);
    const message = `Two partitions have the id ${id}, of which Open edX takes the first`;
    const hint = 'Give each partition an id of its own; learners are assigned by it.';
    faults.push({ path: [index, 'id'], severity: 'warning', message, hint });
  }
  return { partitions, faults };
}

type Path = readonly (string | number)[];

/** A fault that ends the import of the whole course. */
function refused(path: Path, what: string, hint: string): PartitionFault {
  return { path, severity: 'error', message: `${what}: the whole import fails`, hint };
}

function readPartition(value: unknown, path: Path, faults: PartitionFault[]): UserPartition | undefined {
  if (!isObject(value)) {
    const message = `A partition is ${JSON.stringify(value)}, not an object`;
    faults.push(refused(path, message, 'Write {"id": …, "name": …, "groups": […], …}.'));
    return undefined;
  }
  const before = faults.filter(isGrave).length;
  for (const key of ['id', 'name', 'description', 'version', 'groups']) need(value, key, path, faults);
  const version = versionOf(value, path, faults);
  const scheme = schemeOf(value, version, path, faults);
  const id = integer(value, path, faults);
  const groups = readGroups(value.groups, [...path, 'groups'], faults);
  if (faults.filter(isGrave).length > before || id === undefined) return undefined;
  const { active, parameters } = value;
  return {
    id,
    name: String(value.name),
    description: String(value.description),
    version: version!,
    scheme: String(scheme),
    groups,
    active: active !== false,
    parameters: isObject(parameters) ? parameters : {},
  };
}

/** Of names Studio complains, and the import does not. */
function isGrave({ severity, path }: PartitionFault): boolean {
  return severity === 'error' && path.at(-1) !== 'name';
}

function versionOf(value: Record<string, unknown>, path: Path, faults: PartitionFault[]): number | undefined {
  const { version } = value;
  if (version === undefined) return undefined;
  const number = typeof version === 'boolean' ? Number(version) : version;
  if (typeof number === 'number' && (number === OLDEST_VERSION || number >= VERSION_WITH_SCHEME))
    return number;
  const message = `This partition has the version ${JSON.stringify(version)}, which Open edX does not support`;
  faults.push(refused([...path, 'version'], message, 'Write 3.'));
  return undefined;
}

function schemeOf(
  value: Record<string, unknown>,
  version: number | undefined,
  path: Path,
  faults: PartitionFault[],
): unknown {
  if (version === OLDEST_VERSION) return 'random';
  if (version !== undefined) need(value, 'scheme', path, faults);
  const { scheme } = value;
  if (scheme === undefined || (typeof scheme === 'string' && SCHEMES.has(scheme))) return scheme;
  const message =
    typeof scheme === 'string' && READ_ONLY.has(scheme)
      ? `The scheme "${scheme}" is for partitions that only the platform makes`
      : `The scheme ${JSON.stringify(scheme)} is not one that Open edX has`;
  faults.push(refused([...path, 'scheme'], message, 'For an experiment write "random".'));
  return undefined;
}

function readGroups(value: unknown, path: Path, faults: PartitionFault[]): readonly PartitionGroup[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    faults.push(refused(path, '"groups" is not a list', 'Write a list of groups: [ … ].'));
    return [];
  }
  const groups = value.flatMap((each: unknown, index) => readGroup(each, [...path, index], faults) ?? []);
  for (const id of duplicates(groups.map((each) => each.id))) {
    const hint = 'Give each group an id of its own; learners are assigned by it.';
    const message = `Two groups of one partition have the id ${id}`;
    faults.push({ path, severity: 'warning', message, hint });
  }
  for (const name of duplicates(groups.map((each) => each.name))) {
    const at = [...path, groups.findLastIndex((each) => each.name === name), 'name'];
    const message = `Two groups of one partition have the name "${name}", and Studio refuses to save it`;
    faults.push({ path: at, severity: 'error', message, hint: 'Give each group a name of its own.' });
  }
  return groups;
}

function readGroup(value: unknown, path: Path, faults: PartitionFault[]): PartitionGroup | undefined {
  if (!isObject(value)) {
    const message = `A group is ${JSON.stringify(value)}, not an object`;
    faults.push(refused(path, message, 'Write {"id": …, "name": …, "version": 1}.'));
    return undefined;
  }
  for (const key of ['id', 'name', 'version']) need(value, key, path, faults);
  const id = integer(value, path, faults);
  const { version, name } = value;
  if (version !== undefined && version !== GROUP_VERSION && version !== true) {
    const message = `This group has the version ${JSON.stringify(version)}, which Open edX does not support`;
    faults.push(refused([...path, 'version'], message, 'Write 1.'));
  }
  if (name !== undefined && typeof name !== 'string') {
    const message = `The name of this group is ${JSON.stringify(name)}, not a text`;
    const hint = 'Write it in quotes: the staff view sorts the names of the groups.';
    faults.push({ path: [...path, 'name'], severity: 'warning', message, hint });
  }
  return id === undefined ? undefined : { id, name: String(name), version: GROUP_VERSION };
}

function need(value: Record<string, unknown>, key: string, path: Path, faults: PartitionFault[]): void {
  if (value[key] !== undefined) return;
  const message = `This ${path.length === 1 ? 'partition' : 'group'} has no "${key}"`;
  faults.push(refused(path, message, `Add "${key}".`));
}

/** The id, as Python's `int()` makes it of numbers, texts and truth values. */
function integer(value: Record<string, unknown>, path: Path, faults: PartitionFault[]): number | undefined {
  const { id: found } = value;
  if (found === undefined) return undefined;
  if (typeof found === 'number' && Number.isInteger(found)) return found;
  const shown = JSON.stringify(found);
  const number = Number(
    typeof found === 'number'
      ? Math.trunc(found)
      : (pythonInt(typeof found === 'string' || typeof found === 'boolean' ? found : null) ?? Number.NaN),
  );
  if (!Number.isFinite(number)) {
    faults.push(refused([...path, 'id'], `"id" is ${shown}, not a whole number`, 'Write a whole number.'));
    return undefined;
  }
  const message = `"id" is ${shown}, which Open edX takes for ${number}`;
  faults.push({ path: [...path, 'id'], severity: 'warning', message, hint: `Write ${number}.` });
  return number;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Each value that comes a second time. */
function duplicates<T>(values: readonly T[]): Set<T> {
  const seen = new Set<T>();
  return new Set(values.filter((value) => seen.has(value) || !seen.add(value)));
}
