/** policy.json: settings that override the XML, and the course's user partitions. */
import { Source } from '../../diagnostics/source.js';
import { decode } from '../../xml/decode.js';
import type { CourseFiles } from '../files/course-files.js';
import { isDict, parsePythonJson, plainOf } from './parse-python-json.js';
import { type PartitionFault, readPartitions, type UserPartition } from './partition.js';

export interface CoursePolicy {
  readonly source: Source;
  /** Keyed `tag/url_name`; `null` when the file is not a JSON object. */
  readonly entries: Readonly<Record<string, unknown>> | null;
  /** The path in the file that leads to `user_partitions`. */
  readonly partitionsPath: readonly string[];
  readonly partitions: readonly UserPartition[];
  readonly partitionFaults: readonly PartitionFault[];
}

/** The policy of a run: `policies/<run>/policy.json`, else, or where that has nothing, `policies/<run>.json`. */
export function readPolicy(files: CourseFiles, run: string): CoursePolicy | null {
  const paths = [`policies/${run}/policy.json`, `policies/${run}.json`].filter((each) => files.has(each));
  const read = paths.map((path) => policyIn(files, path, () => `course/${run}`));
  return read.find(({ entries }) => Object.keys(entries ?? {}).length > 0) ?? read[0] ?? null;
}

/** A policy whose run is unknown. The settings of the course are read from the first key `course/…`. */
export function readLonePolicyFile(files: CourseFiles, path: string): CoursePolicy {
  return policyIn(
    files,
    path,
    (entries) => Object.keys(entries ?? {}).find((key) => key.startsWith('course/')) ?? '',
  );
}

function policyIn(
  files: CourseFiles,
  path: string,
  keyOf: (entries: Readonly<Record<string, unknown>> | null) => string,
): CoursePolicy {
  const source = new Source(files.display(path), decode(files.read(path)).text);
  const entries = jsonObject(source.text);
  const key = keyOf(entries);
  const own = entries?.[key];
  const value = isObject(own) ? own.user_partitions : undefined;
  const { partitions, faults } = readPartitions(value);
  return { source, entries, partitionsPath: [key, 'user_partitions'], partitions, partitionFaults: faults };
}

/** A setting of a block as the policy has it. */
export function policyValue(
  policy: CoursePolicy | null,
  tag: string,
  urlName: string | null,
  name: string,
): unknown {
  const entry = urlName === null ? undefined : policy?.entries?.[`${tag}/${urlName}`];
  return isObject(entry) ? entry[name] : undefined;
}

/** A JSON object as Open edX reads it, NaN and keys that come twice included; `null` for anything else. */
export function jsonObject(text: string): Record<string, unknown> | null {
  const value = parsePythonJson(text);
  return isDict(value) ? (plainOf(value) as Record<string, unknown>) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
