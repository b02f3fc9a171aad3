/** What the commands that list and export assignments and exposures share: columns, filters, positions, formats. */
import type { Assignment, Exposure, StoreWithData, StreamPart, StreamPosition } from '../../index.js';
import { csvLine } from '../../internal/content.js';
import { emptyText, text, wholeNumber } from '../args/options.js';
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

/** One kind of rows: how a store is read, and how a row is written. */
interface Kind<Row> {
  /** In the singular. */
  readonly noun: string;
  readonly columns: readonly string[];
  cells(row: Row): string[];
  inOrder(store: StoreWithData, filter: Filter): AsyncIterable<Row>;
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
  inOrder: (store, filter) => store.list(filter),
  partAfter: (store, position, filter) => store.assignmentsAfter(position, filter),
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
  inOrder: (store, filter) => store.exposures(filter),
  partAfter: (store, position, filter) => store.exposuresAfter(position, filter),
};

const FILTERS = {
  store: storeOption(),
  scope: emptyText('Only this scope'),
  experiment: text('Only this experiment, by its stored key'),
};
export const EXPORT_OPTIONS = {
  ...FILTERS,
  after: text('In the order of storing, with positions, from this one on; 0 for all'),
};
export const LIST_OPTIONS = {
  ...FILTERS,
  after: text('The rows that were stored after this position', { default: '0' }),
  limit: wholeNumber('The most rows to show', { least: 1, most: 10_000, default: 50 }),
};

interface Wanted {
  readonly store: string | undefined;
  readonly scope: string | undefined;
  readonly experiment: string | undefined;
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
  const store = await openExisting(argv.store);
  try {
    const outlet = new Outlet();
    const counter = new Counter(`${kind.noun}s written`);
    await outlet.write(head);
    let count = 0;
    let position = argv.after;
    for await (const part of partsOf(kind, store, argv)) {
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
      stderr(`olx-abtest: ${counted(count, kind.noun)}; go on with --after ${position}\n`);
    return FINE;
  } finally {
    await store.close();
  }
}

/** One line of CSV, with the position where there is one. */
export function csvOf<Row>(kind: Kind<Row>): (row: Positioned<Row>) => string {
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

// ------------------------------------------------------------------------------------------------------------------

interface RowsPart<Row> {
  readonly rows: readonly Positioned<Row>[];
  readonly position: StreamPosition | undefined;
}

/** Rows of one write. */
const PART = 1000;

/** With a position as a stream; else in the order of keys, which a user who may only read can do. */
async function* partsOf<Row>(
  kind: Kind<Row>,
  store: StoreWithData,
  argv: Wanted & { readonly after: string | undefined },
): AsyncGenerator<RowsPart<Row>> {
  const filter = filterOf(argv);
  if (argv.after === undefined) {
    let rows: Positioned<Row>[] = [];
    for await (const row of kind.inOrder(store, filter)) {
      if (rows.push(row as Positioned<Row>) < PART) continue;
      yield { rows, position: undefined };
      rows = [];
    }
    yield { rows, position: undefined };
    return;
  }
  let position = argv.after;
  for (let more = true; more; ) {
    const part = await kind.partAfter(store, position, filter);
    yield part;
    ({ position, more } = part);
  }
}

function filterOf({ scope, experiment }: Wanted): Filter {
  return { ...(scope !== undefined && { scope }), ...(experiment !== undefined && { experiment }) };
}
