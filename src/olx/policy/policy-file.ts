/** The policy of a course as a text to edit: partitions, advanced modules, and settings of blocks that move. */
import { isUtf8 } from 'node:buffer';
import type { Place } from '../../diagnostics/source.js';
import { visible } from '../../diagnostics/visible.js';
import { decode } from '../../xml/decode.js';
import type { Course } from '../course/course.js';
import { appendItems, renameKey, setProperty } from './json-edit.js';
import type { UserPartition } from './partition.js';
import { jsonObject } from './policy.js';
import { INDENTED, printPythonJson } from './print-python-json.js';

/** Collects what was changed in a policy, for a report. */
interface PolicyNotes {
  change(kind: 'encoded' | 'module' | 'partition' | 'policy', path: string, message: string): void;
}

export class PolicyFile {
  readonly path: string;
  readonly #course: Course;
  readonly #entry: string;
  readonly #before: string | null;
  readonly #bom: boolean;
  #text: string;

  /** Only for a policy that has no trouble, see `policyTrouble`. */
  constructor(course: Course) {
    const { run, files } = course;
    this.#course = course;
    this.#entry = `course/${run}`;
    this.path = pathOf(course);
    const decoded = files.has(this.path) ? decode(files.read(this.path)) : null;
    this.#before = decoded?.text ?? null;
    this.#bom = decoded?.bom ?? false;
    this.#text = decoded?.text ?? printPythonJson({}, INDENTED);
  }

  /** The partitions as written, faulty ones too; the policy wins over the attribute on `<course>`. */
  get writtenPartitions(): unknown[] {
    const list = this.#setting('user_partitions');
    return Array.isArray(list) ? list : [];
  }

  /** Open edX takes a policy with a byte order mark for an empty one; `bytes` never has it. */
  noteEncoding(notes: PolicyNotes): void {
    if (this.#bom) notes.change('encoded', this.path, 'written without the byte order mark');
  }

  addPartitions(partitions: readonly UserPartition[], notes: PolicyNotes): void {
    if (partitions.length === 0) return;
    const entries = this.#need();
    const own = entries.user_partitions;
    this.#text =
      Array.isArray(own) && own.length > 0
        ? appendItems(this.#text, [this.#entry, 'user_partitions'], partitions)
        : setProperty(this.#text, [this.#entry], 'user_partitions', [
            ...this.writtenPartitions,
            ...partitions,
          ]);
    for (const { id, name, groups } of partitions) {
      const words = groups.map((group) => `${group.id} "${group.name}"`).join(', ');
      notes.change('partition', this.path, `partition ${id} "${name}" with the groups ${words}`);
    }
  }

  /** Studio hides experiments from authors unless the module is listed. */
  addModule(name: string, notes: PolicyNotes): void {
    const list = this.#setting('advanced_modules');
    const modules = Array.isArray(list) ? list : [];
    if (modules.includes(name)) return;
    const own = this.#need().advanced_modules;
    this.#text =
      Array.isArray(own) && own.length > 0
        ? appendItems(this.#text, [this.#entry, 'advanced_modules'], [name])
        : setProperty(this.#text, [this.#entry], 'advanced_modules', [...modules, name]);
    notes.change('module', this.path, `"${name}" in advanced_modules`);
  }

  /** Settings follow a block to its new tag and name. */
  rename(from: string, to: string, notes: PolicyNotes): void {
    if (!Object.hasOwn(this.#entries(), from) || Object.hasOwn(this.#entries(), to)) return;
    this.#text = renameKey(this.#text, [], from, to);
    notes.change('policy', this.path, `the settings of ${from} are those of ${to}`);
  }

  copy(from: string, to: string, notes: PolicyNotes): void {
    const value = this.#entries()[from];
    if (value === undefined) return;
    this.#text = setProperty(this.#text, [], to, value);
    notes.change('policy', this.path, `the settings of ${from} are also those of ${to}`);
  }

  /** Changes the text by hand: `entry` is the key of the course's own settings. */
  edit(change: (text: string, entry: string) => string): void {
    this.#text = change(this.#text, this.#entry);
  }

  /** Does the policy itself hold the partitions, not the attribute on `<course>`? */
  get holdsPartitions(): boolean {
    const own = this.#entries()[this.#entry] as Record<string, unknown> | undefined;
    return Array.isArray(own?.user_partitions);
  }

  /** Is there a byte order mark, with which Open edX takes the policy for an empty one? */
  get hasBom(): boolean {
    return this.#bom;
  }

  hasSettings(key: string): boolean {
    return Object.hasOwn(this.#entries(), key);
  }

  /** The new bytes, or `undefined` when nothing has changed. */
  get bytes(): Uint8Array | undefined {
    const isSame = this.#before === this.#text && !this.#bom;
    if (isSame || (this.#before === null && this.#text === '{}')) return undefined;
    return Buffer.from(this.#text);
  }

  #need(): Record<string, unknown> {
    const own = this.#entries()[this.#entry];
    if (typeof own === 'object' && own !== null && !Array.isArray(own)) return own as Record<string, unknown>;
    this.#text = setProperty(this.#text, [], this.#entry, {});
    return {};
  }

  #setting(name: string): unknown {
    const own = this.#entries()[this.#entry] as Record<string, unknown> | undefined;
    if (own?.[name] !== undefined) return own[name];
    const text = this.#course.root?.element?.get(name);
    if (!text) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      // An attribute that Open edX cannot read either.
      return undefined;
    }
  }

  #entries(): Record<string, unknown> {
    // Read as Open edX reads it: NaN is a number there.
    return jsonObject(this.#text) ?? {};
  }
}

type PolicyTrouble = { readonly place: Place; readonly message: string; readonly hint: string };

/** What keeps a policy from being edited: it is not JSON in UTF-8, or has something else where lists belong. */
export function policyTrouble(course: Course): PolicyTrouble | undefined {
  const { run, files, policy } = course;
  if (policy === null) return undefined;
  const place = policy.source.place(0, 0);
  const hint = 'Correct it first: olx-abtest validate shows what is wrong.';
  const bytes = files.read(pathOf(course));
  if (!isUtf8(bytes) || bytes.includes(0))
    return { place, message: 'The policy is not valid UTF-8', hint: 'Save it as UTF-8.' };
  if (policy.entries === null) return { place, message: 'The policy is not a JSON object', hint };
  if (!isStrict(policy.source.text))
    return { place, message: 'The policy has NaN or Infinity, which only Python takes for JSON', hint };
  const own = policy.entries[`course/${run}`] as Record<string, unknown> | null | undefined;
  if (own === undefined) return undefined;
  if (typeof own !== 'object' || own === null || Array.isArray(own))
    return { place, message: `"course/${run}" is not an object`, hint };
  const wrong = ['user_partitions', 'advanced_modules'].find(
    (key) => own[key] != null && !Array.isArray(own[key]),
  );
  return wrong === undefined ? undefined : { place, message: `"${wrong}" is not a list`, hint };
}

/** Schemes whose partitions the platform makes itself: with one of them in a file the whole import fails. */
const READ_ONLY = new Set(['enrollment_track', 'content_type_gate', 'team']);

/** The first partition that makes the import of the whole course fail. */
export function partitionTrouble(course: Course, written: readonly unknown[]): PolicyTrouble | undefined {
  const source = course.policy?.source;
  const place = source?.place(0, 0) ?? course.root?.element?.tagPlace;
  if (place === undefined) return undefined;
  for (const each of written) {
    const { scheme, id } = (each ?? {}) as { scheme?: unknown; id?: unknown };
    if (typeof scheme !== 'string' || !READ_ONLY.has(scheme)) continue;
    const message = `The partition ${visible(String(id))} has the scheme "${scheme}", which only the platform can make: the import of the whole course fails`;
    return { place, message, hint: 'Take the partition out of "user_partitions"; Open edX makes it again.' };
  }
  return undefined;
}

/** The policy of the run, or where it would be. */
function pathOf({ run, files }: Course): string {
  const known = [`policies/${run}/policy.json`, `policies/${run}.json`];
  return known.find((each) => files.has(each)) ?? known[0]!;
}

/** Open edX reads more than JSON; edits do not. */
function isStrict(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
