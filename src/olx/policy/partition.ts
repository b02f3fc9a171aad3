/** User partitions: how a course divides its learners, as policy.json says. */

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

/** Schemes that Open edX knows; `enrollment_track` partitions are made by the platform and refused in a file. */
const SCHEMES = new Set([
  'random',
  'cohort',
  'verification',
  'content_type_gate',
  'team',
  'enrollment_track',
]);

/** Reads `user_partitions` as Open edX does. A partition with a fault that Open edX refuses is left out. */
export function readPartitions(value: unknown): ReadPartitions {
  const faults: PartitionFault[] = [];
  if (value === undefined || value === null) return { partitions: [], faults };
  if (!Array.isArray(value)) {
    faults.push({
      path: [],
      message: '"user_partitions" is not a list',
      hint: 'Write a list of partitions: [ … ].',
    });
    return { partitions: [], faults };
  }
  const read = value.map((each, index) => readPartition(each, [index], faults));
  const partitions = read.filter((each) => each !== undefined);
  duplicates(partitions.map((each) => each.id)).forEach((id) => {
    const index = read.findLastIndex((each) => each?.id === id);
    faults.push({
      path: [index, 'id'],
      message: `Two partitions have the id ${id}`,
      hint: 'Give each partition an id of its own; learners are assigned by it.',
    });
  });
  return { partitions, faults };
}

type Path = readonly (string | number)[];

function readPartition(value: unknown, path: Path, faults: PartitionFault[]): UserPartition | undefined {
  if (!isObject(value)) {
    faults.push({
      path,
      message: `A partition is ${JSON.stringify(value)}, not an object`,
      hint: 'Write {"id": …, "name": …, "groups": […], …}.',
    });
    return undefined;
  }
  const before = faults.length;
  for (const key of ['id', 'name', 'description', 'version', 'groups']) need(value, key, path, faults);
  const version = integer(value, 'version', path, faults);
  if (version !== undefined && version < OLDEST_VERSION) {
    faults.push({
      path: [...path, 'version'],
      message: `This partition has the version ${version}, which Open edX does not know`,
      hint: 'Write 3.',
    });
  }
  if (version !== undefined && version >= VERSION_WITH_SCHEME) need(value, 'scheme', path, faults);
  const scheme = version === OLDEST_VERSION ? 'random' : value.scheme;
  if (scheme !== undefined && !(typeof scheme === 'string' && SCHEMES.has(scheme))) {
    const hint = 'For an experiment write "random".';
    faults.push({
      path: [...path, 'scheme'],
      message: `The scheme ${JSON.stringify(scheme)} is not one that Open edX has`,
      hint,
    });
  }
  const id = integer(value, 'id', path, faults);
  const groups = readGroups(value.groups, [...path, 'groups'], faults);
  if (faults.length > before || id === undefined) return undefined;
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

function readGroups(value: unknown, path: Path, faults: PartitionFault[]): readonly PartitionGroup[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    faults.push({ path, message: '"groups" is not a list', hint: 'Write a list of groups: [ … ].' });
    return [];
  }
  const groups: PartitionGroup[] = [];
  value.forEach((each: unknown, index) => {
    const here = [...path, index];
    if (!isObject(each)) {
      faults.push({
        path: here,
        message: `A group is ${JSON.stringify(each)}, not an object`,
        hint: 'Write {"id": …, "name": …, "version": 1}.',
      });
      return;
    }
    for (const key of ['id', 'name', 'version']) need(each, key, here, faults);
    const id = integer(each, 'id', here, faults);
    const version = integer(each, 'version', here, faults);
    if (version !== undefined && version !== GROUP_VERSION) {
      faults.push({
        path: [...here, 'version'],
        message: `This group has the version ${version}, which Open edX does not know`,
        hint: 'Write 1.',
      });
    }
    if (id !== undefined) groups.push({ id, name: String(each.name), version: GROUP_VERSION });
  });
  for (const id of duplicates(groups.map((each) => each.id))) {
    const hint = 'Give each group an id of its own; learners are assigned by it.';
    faults.push({ path, message: `Two groups of one partition have the id ${id}`, hint });
  }
  return groups;
}

function need(value: Record<string, unknown>, key: string, path: Path, faults: PartitionFault[]): void {
  if (value[key] !== undefined) return;
  faults.push({
    path,
    message: `This ${path.length === 1 ? 'partition' : 'group'} has no "${key}"`,
    hint: `Add "${key}": Open edX refuses the course without it.`,
  });
}

function integer(
  value: Record<string, unknown>,
  key: string,
  path: Path,
  faults: PartitionFault[],
): number | undefined {
  const found = value[key];
  if (found === undefined) return undefined;
  if (typeof found === 'number' && Number.isInteger(found)) return found;
  const shown = JSON.stringify(found);
  faults.push({
    path: [...path, key],
    message: `"${key}" is ${shown}, not a whole number`,
    hint: 'Write a whole number.',
  });
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function duplicates(ids: readonly number[]): Set<number> {
  return new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
}
