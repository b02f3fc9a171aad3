/** What the commands that list and export assignments, exposures and outcomes share: columns, filters, positions, formats. */
import type {
  Assignment,
  Exposure,
  Outcome,
  StoreWithData,
  StreamPart,
  StreamPosition,
} from '../../index.js';
import { csvLine } from '../../internal/content.js';
import { BOM_OPTION, emptyText, text, wholeNumber } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { counted, jsonOf, tableOf } from '../reports/rows.js';
import { Outlet, stderr, stdout } from '../terminal/output.js';
import { Counter } from '../terminal/progress.js';
import { openExisting, storeOption } from './open-store.js';

type Positioned<Row> = Row & { readonly position?: StreamPosition };
interface Filter {
  readonly scope?: string;
  readonly experiment?: string;
}

/** One kind of rows: how a store is read in the order of keys, and how a row is written. */
interface SortedKind<Row, Wanted> {
  /** In the singular. */
  readonly noun: string;
  readonly columns: readonly string[];
  cells(row: Row): string[];
  inOrder(store: StoreWithData, wanted: Wanted): AsyncIterable<Row>;
}

/** Rows that a store also has as a stream. */
export interface Kind<Row> extends SortedKind<Row, Wanted> {
  partAfter(store: StoreWithData, position: StreamPosition, filter: Filter): Promise<StreamPart<Row>>;
}

export const ASSIGNMENTS: Kind<Assignment> = {
  noun: 'assignment',
  columns: ['scope', 'experiment', 'learner', 'group', 'strategy', 'assigned_at'],
  cells: ({ scope, experiment, learner, group, strategy, assignedAt }) => [
    scope,
    experiment,
    learner,
    group,
    strategy,
    assignedAt.toISOString(),
  ],
  inOrder: (store, wanted) => store.list(filterOf(wanted)),
  async partAfter(store, position, filter) {
    const { rows, ...rest } = await store.assignmentsAfter(position, filter);
    return { rows: rows.map(({ portions: _, ...row }) => row), ...rest };
  },
};

export const EXPOSURES: Kind<Exposure> = {
  noun: 'exposure',
  columns: ['scope', 'experiment', 'learner', 'context', 'group', 'exposed_at'],
  cells: ({ scope, experiment, learner, context, group, at }) => [
    scope,
    experiment,
    learner,
    context,
    group,
    at.toISOString(),
  ],
  inOrder: (store, wanted) => store.exposures(filterOf(wanted)),
  partAfter: (store, position, filter) => store.exposuresAfter(position, filter),
};

export const OUTCOMES: SortedKind<Outcome, WantedOutcomes> = {
  noun: 'outcome',
  columns: ['scope', 'name', 'learner', 'value', 'happened_at'],
  cells: ({ scope, name, learner, value, at }) => [scope, name, learner, String(value), at.toISOString()],
  inOrder: (store, { scope, name }) =>
    store.outcomes({ ...(scope !== undefined && { scope }), ...(name !== undefined && { name }) }),
};

const FILTERS = {
  store: storeOption(),
  scope: emptyText('Only this scope'),
  experiment: text('Only this experiment, by its stored key'),
};
export const OUTCOME_OPTIONS = {
  store: storeOption(),
  scope: emptyText('Only this scope'),
  name: text('Only this tracking event'),
};
const limit = wholeNumber('The most rows to show', { least: 1, most: 10_000, default: 50 });
export const OUTCOME_LIST_OPTIONS = { ...OUTCOME_OPTIONS, limit };
export const EXPORT_OPTIONS = {
  ...FILTERS,
  after: text('In the order of storing, with positions, from this one on; 0 for all'),
  bom: BOM_OPTION,
};
export const LIST_OPTIONS = {
  ...FILTERS,
  after: text('The rows that were stored after this position', { default: '0' }),
  limit,
};

interface Wanted {
  readonly store: string | undefined;
  readonly scope: string | undefined;
  readonly experiment: string | undefined;
}

interface WantedOutcomes {
  readonly store: string | undefined;
  readonly scope: string | undefined;
  readonly name: string | undefined;
}

/**
 * Writes every row to stdout as it is read; with `after` also, to stderr, the position to go on from.
 * @param head the line before the rows; none where it is empty
 */
export async function exportRows<Row>(
  kind: Kind<Row>,
  argv: Wanted & { readonly after: string | undefined },
  head: string,
  lineOf: (row: Positioned<Row>) => string,
): Promise<number> {
  const { after } = argv;
  const parts = (store: StoreWithData): AsyncIterable<RowsPart<Row>> =>
    after === undefined ? partsInOrder(kind, store, argv) : partsAfter(kind, store, { ...argv, after });
  return writeParts({ noun: kind.noun, store: argv.store, from: after, head }, parts, lineOf);
}

/** Writes every outcome to stdout as it is read. */
export async function exportOutcomes(
  argv: WantedOutcomes,
  head: string,
  lineOf: (row: Outcome) => string,
): Promise<number> {
  const parts = (store: StoreWithData) => partsInOrder(OUTCOMES, store, argv);
  return writeParts({ noun: OUTCOMES.noun, store: argv.store, from: undefined, head }, parts, lineOf);
}

interface Writing {
  readonly noun: string;
  readonly store: string | undefined;
  readonly from: StreamPosition | undefined;
  readonly head: string;
}

async function writeParts<Row>(
  { noun, store: url, from, head }: Writing,
  partsOf: (store: StoreWithData) => AsyncIterable<RowsPart<Row>>,
  lineOf: (row: Positioned<Row>) => string,
): Promise<number> {
  const store = await openExisting(url);
  try {
    const outlet = new Outlet();
    const counter = new Counter(`${noun}s written`);
    await outlet.write(head);
    let count = 0;
    let position = from;
    for await (const part of partsOf(store)) {
      for (const row of part.rows) await outlet.write(lineOf(row));
      // What is still to be written to a pipe that was closed was not read.
      await outlet.flush();
      if (outlet.isClosed) break;
      count += part.rows.length;
      position = part.position;
      counter.show(count);
    }
    counter.clear();
    if (position !== undefined)
      stderr(`olx-abtest: ${counted(count, noun)}; go on with --after ${position}\n`);
    return FINE;
  } finally {
    await store.close();
  }
}

/** One line of CSV, with the position where there is one. */
export function csvOf<Row>(kind: Pick<Kind<Row>, 'cells'>): (row: Positioned<Row>) => string {
  return (row) => csvLine([...kind.cells(row), ...(row.position === undefined ? [] : [row.position])]);
}

/** The names of the columns as a line of CSV. */
export function csvHead({ columns }: Pick<Kind<unknown>, 'columns'>, after: string | undefined): string {
  return csvLine(after === undefined ? columns : [...columns, 'position']);
}

/** One line of JSON, with the position where there is one. */
export function jsonLine(row: object): string {
  return `${JSON.stringify(row)}\n`;
}

/** Shows rows as a table or as JSON, in the order in which they were stored. */
export async function listRows<Row>(
  kind: Kind<Row>,
  argv: Wanted & { readonly after: string; readonly limit: number; readonly format: 'table' | 'json' },
): Promise<number> {
  const store = await openExisting(argv.store);
  try {
    const rows: Positioned<Row>[] = [];
    let position: StreamPosition = argv.after;
    let more = true;
    while (more && rows.length < argv.limit) {
      const part = await kind.partAfter(store, position, filterOf(argv));
      const taken = part.rows.slice(0, argv.limit - rows.length);
      rows.push(...taken);
      const isCut = taken.length < part.rows.length;
      more = isCut || part.more;
      position = isCut ? taken.at(-1)!.position : part.position;
    }
    if (argv.format === 'json') stdout(jsonOf({ [`${kind.noun}s`]: rows, position, more }));
    else if (rows.length === 0) stdout(`There are no ${kind.noun}s.\n`);
    else {
      const lines = rows.map((row) => [row.position!, ...kind.cells(row)]);
      stdout(await tableOf(['position', ...kind.columns], lines));
    }
    if (more && argv.format === 'table') stderr(`olx-abtest: more follow; go on with --after ${position}\n`);
    return FINE;
  } finally {
    await store.close();
  }
}

/** Shows the first outcomes, in the order of their keys, as a table or as JSON. */
export async function listOutcomes(
  argv: WantedOutcomes & { readonly limit: number; readonly format: 'table' | 'json' },
): Promise<number> {
  const store = await openExisting(argv.store);
  try {
    const rows: Outcome[] = [];
    let more = false;
    for await (const row of OUTCOMES.inOrder(store, argv)) {
      more = rows.length === argv.limit;
      if (more) break;
      rows.push(row);
    }
    if (argv.format === 'json') stdout(jsonOf({ outcomes: rows, more }));
    else if (rows.length === 0) stdout('There are no outcomes.\n');
    else stdout(await tableOf(OUTCOMES.columns, rows.map(OUTCOMES.cells)));
    if (more && argv.format === 'table')
      stderr('olx-abtest: more follow; choose with --name and --scope, or use outcomes export\n');
    return FINE;
  } finally {
    await store.close();
  }
}

// ------------------------------------------------------------------------------------------------------------------

interface RowsPart<Row> {
  readonly rows: readonly Positioned<Row>[];
  readonly position: StreamPosition | undefined;
}

/** Rows of one write. */
const PART = 1000;

/** In the order of keys, which a user who may only read can do. */
async function* partsInOrder<Row, Wanted>(
  kind: SortedKind<Row, Wanted>,
  store: StoreWithData,
  wanted: Wanted,
): AsyncGenerator<RowsPart<Row>> {
  let rows: Positioned<Row>[] = [];
  for await (const row of kind.inOrder(store, wanted)) {
    if (rows.push(row as Positioned<Row>) < PART) continue;
    yield { rows, position: undefined };
    rows = [];
  }
  yield { rows, position: undefined };
}

/** As a stream. */
async function* partsAfter<Row>(
  kind: Kind<Row>,
  store: StoreWithData,
  argv: Wanted & { readonly after: string },
): AsyncGenerator<RowsPart<Row>> {
  let position = argv.after;
  for (let more = true; more; ) {
    const part = await kind.partAfter(store, position, filterOf(argv));
    yield part;
    ({ position, more } = part);
  }
}

function filterOf({ scope, experiment }: Wanted): Filter {
  return { ...(scope !== undefined && { scope }), ...(experiment !== undefined && { experiment }) };
}
