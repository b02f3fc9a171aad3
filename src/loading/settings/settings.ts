/** The settings of a block: which values Open edX cannot read, so that the block is dropped when it is made. */

import {
  isDict,
  isList,
  type PyDict,
  PyFloat,
  type PyValue,
  parsePythonJson,
  plainOf,
} from '../../olx/policy/parse-python-json.js';
import { isPythonDate, isPythonFloat, pythonInt, type Raised } from '../../olx/policy/python-values.js';
import { type ImportedPartition, importPartitions, type PartitionRefusal } from './partitions.js';

type Kind = 'int' | 'float' | 'date' | 'text' | 'dict' | 'list' | 'duration' | 'access' | 'partitions';
type Kinds = ReadonlyMap<string, Kind>;

function kinds(of: Readonly<Record<string, Kind>>): Kinds {
  return new Map(Object.entries(of));
}

/** Settings that all blocks have. */
const OF_ALL: Kinds = kinds({
  start: 'date',
  due: 'date',
  relative_weeks_due: 'int',
  max_attempts: 'int',
  days_early_for_beta: 'float',
  graceperiod: 'duration',
  group_access: 'access',
  video_bumper: 'dict',
  user_partitions: 'partitions',
  display_name: 'text',
  format: 'text',
  showanswer: 'text',
  show_correctness: 'text',
  rerandomize: 'text',
  course_edit_method: 'text',
  giturl: 'text',
  xqa_key: 'text',
  static_asset_path: 'text',
  matlab_api_key: 'text',
  chrome: 'text',
  default_tab: 'text',
  source_file: 'text',
});

const TIMED = kinds({ default_time_limit_minutes: 'int', position: 'int' });
const NO_OWN: Kinds = new Map();
const OF_TAG: ReadonlyMap<string, Kinds> = new Map([
  [
    'course',
    kinds({
      end: 'date',
      enrollment_start: 'date',
      enrollment_end: 'date',
      announcement: 'date',
      certificate_available_date: 'date',
      max_student_enrollments_allowed: 'int',
      advanced_modules: 'list',
      lti_passports: 'list',
      pdf_textbooks: 'list',
      html_textbooks: 'list',
      cohort_config: 'dict',
      discussion_topics: 'dict',
      grading_policy: 'dict',
    }),
  ],
  ['sequential', TIMED],
  ['split_test', TIMED],
  [
    'problem',
    kinds({
      weight: 'float',
      attempts_before_showanswer_button: 'int',
      submission_wait_seconds: 'int',
      markdown: 'text',
    }),
  ],
  ['lti', kinds({ weight: 'float' })],
  ['library_content', kinds({ max_count: 'int' })],
  ['itembank', kinds({ max_count: 'int' })],
]);

/** Attributes that are never taken for settings. */
const STRIPPED = new Set(['course', 'org', 'url_name', 'filename', 'data_dir', 'tabs', 'grading_policy']);

export interface SettingFault {
  readonly name: string;
  /** The value as it was written. */
  readonly shown: unknown;
  readonly from: 'attribute' | 'meta' | 'policy';
  readonly refusal: PartitionRefusal | null;
}

interface ReadSettings {
  /** The first setting that cannot be read. */
  readonly fault: SettingFault | null;
  /** The partitions that the block brings itself; `null` where it inherits them. */
  readonly partitions: readonly ImportedPartition[] | null;
}

interface SettingSources {
  readonly attributes: ReadonlyMap<string, string>;
  readonly meta: PyDict | null;
  readonly policy: PyDict | null;
}

/** Reads settings as the import does: attributes, then `<meta>`, then the policy, the later ones winning. */
export function readSettings(tag: string, { attributes, meta, policy }: SettingSources): ReadSettings {
  const own = OF_TAG.get(tag) ?? NO_OWN;
  if (meta === null && policy === null && !hasSetting(attributes, own)) return NOTHING;
  const values = new Map<string, [PyValue, SettingFault['from']]>();
  for (const [name, text] of attributes) {
    const kind = STRIPPED.has(name) ? undefined : kindOf(name, own);
    if (kind === undefined || kind === 'text') continue;
    const value = deserialized(kind, text);
    if (value === undefined) return broken(name, 'attribute', parsePythonJson(text)!);
    values.set(name, [value, 'attribute']);
  }
  for (const [name, value] of meta ?? []) if (kindOf(name, own)) values.set(name, [value, 'meta']);
  for (const [name, value] of policy ?? []) if (kindOf(name, own)) values.set(name, [value, 'policy']);
  let partitions: readonly ImportedPartition[] | null = null;
  for (const [name, [value, from]] of values) {
    const kind = kindOf(name, own)!;
    if (raises(kind, value) !== null) return broken(name, from, value);
    const read = kind === 'partitions' ? importPartitions(value) : undefined;
    if (read !== undefined && 'partitions' in read) partitions = read.partitions;
  }
  return { fault: null, partitions };
}

const NOTHING: ReadSettings = { fault: null, partitions: null };

/** Is there an attribute that could be at fault? Texts never are. */
function hasSetting(attributes: ReadonlyMap<string, string>, own: Kinds): boolean {
  for (const name of attributes.keys()) {
    const kind = kindOf(name, own);
    if (kind !== undefined && kind !== 'text') return true;
  }
  return false;
}

function broken(name: string, from: SettingFault['from'], value: PyValue): ReadSettings {
  const read = name === 'user_partitions' ? importPartitions(value) : undefined;
  const refusal = read !== undefined && 'refusal' in read ? read.refusal : null;
  return { fault: { name, from, shown: plainOf(value), refusal }, partitions: null };
}

function kindOf(name: string, own: Kinds): Kind | undefined {
  return own.get(name) ?? OF_ALL.get(name);
}

/** An attribute is JSON where the setting takes it as such, else the text itself; `undefined` where that raises. */
function deserialized(kind: Kind, text: string): PyValue | undefined {
  const json = parsePythonJson(text);
  if (json === undefined) return text;
  if (json === null) return null;
  const raised = raises(kind, json);
  if (raised === 'other') return undefined;
  return raised === null ? json : text;
}

/** Does the setting refuse the value? */
function raises(kind: Kind, value: PyValue): Raised | null {
  if (kind === 'partitions') {
    const read = importPartitions(value);
    return 'refusal' in read ? read.refusal.raised : null;
  }
  if (value === null) return null;
  return isTaken(kind, value) ? null : 'value';
}

function isTaken(kind: Exclude<Kind, 'partitions'>, value: Exclude<PyValue, null>): boolean {
  switch (kind) {
    case 'int':
      return value === '' || pythonInt(value) !== undefined;
    case 'float':
      return value === '' || isPythonFloat(value);
    case 'text':
    case 'duration':
      return typeof value === 'string';
    case 'dict':
      return isDict(value);
    case 'list':
      return isList(value);
    case 'access':
      return isDict(value) && [...value.keys()].every((key) => pythonInt(key) !== undefined);
    case 'date':
      if (typeof value === 'string') return value === '' || isPythonDate(value);
      return value instanceof PyFloat ? Number.isFinite(value.value) : !isList(value) && !isDict(value);
  }
}
