/** Reads one row of an import as an assignment: the accepted field names and values. */
import type { KeptPortions, NewAssignment } from '../storage/store.js';
import { paddedFault } from '../tables/table-shape.js';
import { parseSharedState } from './shared-state.js';
import { readWrittenPortions } from './sizes/written-portions.js';

export type ImportFields = ReadonlyMap<string, unknown>;

export interface AssignmentImportOptions {
  /** Stores all rows under this scope, whatever their own scope is; `null` is the empty scope, for all courses. */
  readonly scope?: string | null;
  /** For rows without a time; default now. */
  readonly now?: Date;
}

/** Open edX's own column names are accepted besides ours: `student`, `module_state_key`, `state`, `course_id`. */
const LEARNER = ['learner', 'username', 'student', 'user'];
const EXPERIMENT = ['experiment', 'module_state_key', 'key'];
const SCOPE = ['scope', 'course_id'];
const ASSIGNED_AT = ['assigned_at', 'assignedAt'];
const PORTIONS_SINCE = ['portions_since', 'portionsSince'];
const IMPORTED = 'import@1';
/** Only programs write these: ours in an export, or an LMS. Their names are exact, and come back as they were. */
const EXPORTED = ['strategy', 'state'];

/** An assignment, and the portions by which it was drawn, where the row has them. */
export interface ImportRow {
  readonly assignment: NewAssignment;
  readonly portions: KeptPortions | null;
}

/**
 * The assignment of a row; `null` for the state of another kind of block, which a dump of an LMS contains.
 * @throws SyntaxError with one sentence about what is missing or wrong
 */
export function readImportRow(fields: ImportFields, options: AssignmentImportOptions): ImportRow | null {
  const kind = first(fields, ['module_type']);
  if (kind !== undefined && kind !== 'abtest') return null;
  const learner = need(fields, LEARNER, 'learner');
  if (learner === '') throw new SyntaxError('the learner is empty');
  const padded = EXPORTED.some((name) => fields.has(name)) ? null : paddedFault(learner);
  if (padded !== null) throw new SyntaxError(padded);
  const experiment = need(fields, EXPERIMENT, 'experiment');
  const group = optional(fields, ['group']) ?? parseSharedState(need(fields, ['state'], 'group'));
  const scope = options.scope === null ? '' : (options.scope ?? optional(fields, SCOPE));
  if (scope === undefined) throw new SyntaxError('there is no scope: no field "scope" or "course_id"');
  const assignedAt = instant(optional(fields, ASSIGNED_AT)) ?? options.now ?? new Date();
  const portions = portionsIn(fields, { scope, experiment, since: assignedAt });
  const strategy = optional(fields, ['strategy']) ?? IMPORTED;
  const assignment = { scope, experiment, learner, group, strategy, assignedAt };
  return portions === null
    ? { assignment, portions }
    : { assignment: { ...assignment, portions: portions.id }, portions };
}

function portionsIn(fields: ImportFields, own: Omit<KeptPortions, 'id' | 'definition'>): KeptPortions | null {
  const written = fields.get('portions');
  if (written === undefined || written === null || written === '') return null;
  const since = instant(
    first(fields, PORTIONS_SINCE) === null ? undefined : optional(fields, PORTIONS_SINCE),
  );
  return { ...own, ...readWrittenPortions(written), since: since ?? own.since };
}

function need(fields: ImportFields, names: readonly string[], what: string): string {
  const text = optional(fields, names);
  if (text === undefined) throw new SyntaxError(`there is no ${what}: no field "${names.join('" or "')}"`);
  return text;
}

function optional(fields: ImportFields, names: readonly string[]): string | undefined {
  const value = first(fields, names);
  if (value === undefined || typeof value === 'string') return value;
  throw new SyntaxError(`the ${names[0]} is not a string: ${JSON.stringify(value)}`);
}

function first(fields: ImportFields, names: readonly string[]): unknown {
  const name = names.find((each) => fields.has(each));
  return name === undefined ? undefined : fields.get(name);
}

function instant(text: string | undefined): Date | undefined {
  if (text === undefined || text === '') return undefined;
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new SyntaxError(`the time does not have the form 2026-03-02T09:00:00.000Z: ${JSON.stringify(text)}`);
}
