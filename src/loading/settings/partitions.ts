/** `user_partitions` as Open edX makes partitions of it, and what makes it refuse them. */
import {
  isDict,
  isList,
  type PyDict,
  PyFloat,
  type PyValue,
  plainOf,
} from '../../olx/policy/parse-python-json.js';
import { pythonInt, type Raised } from '../../olx/policy/python-values.js';

export interface ImportedPartition {
  readonly id: bigint;
  readonly name: PyValue;
  readonly scheme: string;
  readonly active: boolean;
  readonly groups: readonly ImportedGroup[];
}

export interface ImportedGroup {
  readonly id: bigint;
  readonly name: PyValue;
}

/** What went wrong, and the path that leads to the value. */
export interface PartitionRefusal {
  readonly cause: PartitionCause;
  readonly raised: Raised;
  readonly path: readonly (string | number)[];
  /** The value, or the key that is missing, as messages show it. */
  readonly shown: unknown;
}

export type PartitionCause =
  | 'a partition or group lacks a required key, or is not an object'
  | 'a partition, group or policy value is of the wrong kind'
  | 'a partition or group has an unknown version'
  | 'an id of a partition or group is not a whole number'
  | 'a partition names a scheme that is not known'
  | 'a partition of a scheme that only the platform may create';

const LACKS = 'a partition or group lacks a required key, or is not an object';
const KIND = 'a partition, group or policy value is of the wrong kind';
const VERSION = 'a partition or group has an unknown version';
const ID = 'an id of a partition or group is not a whole number';

/** Schemes that a course may bring; the others of the platform are made by it alone. */
const SCHEMES = new Set(['random', 'cohort', 'verification']);
const READ_ONLY = new Set(['enrollment_track', 'content_type_gate', 'team']);

class Refused extends Error {
  readonly refusal: PartitionRefusal;

  constructor(refusal: PartitionRefusal) {
    super(refusal.cause);
    this.refusal = refusal;
  }
}

/** The partitions in their order, or the first thing that makes the platform raise. */
export function importPartitions(
  value: PyValue,
): { readonly partitions: readonly ImportedPartition[] } | { readonly refusal: PartitionRefusal } {
  try {
    return { partitions: itemsOf(value, []).map((each, index) => readPartition(each, [index])) };
  } catch (thrown) {
    if (thrown instanceof Refused) return { refusal: thrown.refusal };
    throw thrown;
  }
}

type Path = readonly (string | number)[];

function readPartition(value: PyValue, path: Path): ImportedPartition {
  const dict = withKeys(value, ['id', 'name', 'description', 'version', 'groups'], path);
  const scheme = schemeOf(dict, path);
  const groups = itemsOf(dict.get('groups')!, [...path, 'groups']).map((each, index) =>
    readGroup(each, [...path, 'groups', index]),
  );
  const known = typeof scheme === 'string' && (SCHEMES.has(scheme) || READ_ONLY.has(scheme));
  if (isList(scheme) || isDict(scheme)) refuse(KIND, 'value', [...path, 'scheme'], plainOf(scheme));
  if (!known)
    refuse('a partition names a scheme that is not known', 'other', [...path, 'scheme'], plainOf(scheme));
  if (READ_ONLY.has(scheme))
    refuse('a partition of a scheme that only the platform may create', 'other', [...path, 'scheme'], scheme);
  return {
    id: idOf(dict, path),
    name: dict.get('name')!,
    scheme,
    active: isTrue(dict.get('active')),
    groups,
  };
}

/** True as Python's `bool` has it; a partition without the setting is active. */
function isTrue(value: PyValue | undefined): boolean {
  if (value === undefined) return true;
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  return value instanceof PyFloat ? value.value !== 0 : Boolean(value);
}

function schemeOf(dict: PyDict, path: Path): PyValue {
  const version = dict.get('version')!;
  const number = numberOf(version);
  if (number === 1) return 'random';
  if (number === undefined) refuse(KIND, 'value', [...path, 'version'], plainOf(version));
  if (!(number >= 2)) refuse(VERSION, 'value', [...path, 'version'], plainOf(version));
  if (!dict.has('scheme')) refuse(LACKS, 'value', path, 'scheme');
  return dict.get('scheme')!;
}

function readGroup(value: PyValue, path: Path): ImportedGroup {
  const dict = withKeys(value, ['id', 'name', 'version'], path);
  if (numberOf(dict.get('version')!) !== 1)
    refuse(VERSION, 'value', [...path, 'version'], plainOf(dict.get('version')!));
  return { id: idOf(dict, path), name: dict.get('name')! };
}

function idOf(dict: PyDict, path: Path): bigint {
  const value = dict.get('id')!;
  const id = pythonInt(value);
  if (id !== undefined) return id;
  const isInfinite = value instanceof PyFloat && !Number.isNaN(value.value);
  return refuse(ID, isInfinite ? 'other' : 'value', [...path, 'id'], plainOf(value));
}

function withKeys(value: PyValue, keys: readonly string[], path: Path): PyDict {
  if (isDict(value)) {
    const missing = keys.find((key) => !value.has(key));
    return missing === undefined ? value : refuse(LACKS, 'value', path, missing);
  }
  // `key in value` looks into a text or a list, and raises for the rest.
  return refuse(typeof value === 'string' || isList(value) ? LACKS : KIND, 'value', path, plainOf(value));
}

/** What Python iterates over: the items of a list, the keys of an object, the characters of a text. */
function itemsOf(value: PyValue, path: Path): readonly PyValue[] {
  if (isList(value)) return value;
  if (isDict(value)) return [...value.keys()];
  if (typeof value === 'string') return [...value];
  return refuse(KIND, 'value', path, plainOf(value));
}

function numberOf(value: PyValue): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof PyFloat ? value.value : undefined;
}

function refuse(cause: PartitionCause, raised: Raised, path: Path, shown: unknown): never {
  throw new Refused({ cause, raised, path, shown });
}
