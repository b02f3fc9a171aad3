/** Assignments with the portions by which they were drawn, as an export writes them. */
import type { Assignment, Draw, StoreWithData, StreamPosition } from '../../index.js';
import { ASSIGNMENTS, type Kind } from './stored-rows.js';

interface DrawnAssignment extends Assignment {
  /** Exact shares by the keys of groups; `null` where they are not known. */
  readonly portions: Readonly<Record<string, string>> | null;
  readonly portionsSince: Date | null;
}

/** The rows of `assignments export`, which `assignments import` and `analyze --groups` read. */
export const DRAWS: Kind<DrawnAssignment> = {
  noun: ASSIGNMENTS.noun,
  columns: [...ASSIGNMENTS.columns, 'portions', 'portions_since'],
  cells: (row) => [
    ...ASSIGNMENTS.cells(row),
    row.portions === null ? '' : JSON.stringify(row.portions),
    row.portionsSince?.toISOString() ?? '',
  ],
  async *inOrder(store, { scope, experiment }) {
    const drawn = await drawnBy(store);
    for (const key of await store.experiments()) {
      if ((scope ?? key.scope) !== key.scope || (experiment ?? key.experiment) !== key.experiment) continue;
      for await (const draw of store.draws(key)) yield drawn(draw);
    }
  },
  async partAfter(store, position, filter) {
    const { rows, ...rest } = await store.assignmentsAfter(position, filter);
    const drawn = await drawnBy(store);
    const written: (DrawnAssignment & { position: StreamPosition })[] = [];
    for (const { position, ...row } of rows) written.push({ ...(await drawn(row)), position });
    return { rows: written, ...rest };
  },
};

async function drawnBy(store: StoreWithData): Promise<(draw: Draw) => Promise<DrawnAssignment>> {
  const { PortionsOfDraws } = await import('../../internal/learners.js');
  const known = new PortionsOfDraws(store);
  return async (draw) => {
    const portions = await known.of(draw);
    return { ...draw, portions: portions?.shares ?? null, portionsSince: portions?.since ?? null };
  };
}
