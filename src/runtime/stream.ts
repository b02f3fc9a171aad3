/** The rows of a store one by one in the order in which they were stored, from any position. */
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Draw, Exposure, Store, StoreFilter, StreamPart, StreamPosition } from '../storage/store.js';

/** Where to begin, and which rows; the position `0`, the default, is before the first row. */
export interface StreamOptions extends StoreFilter {
  readonly after?: StreamPosition;
}

const OPTIONS = { scope: true, experiment: true, after: true } as const;

/**
 * The exposures of a store, each with its position, until none is left; call it again with the last position for those
 * that were stored since. See `Store.assignmentsAfter` for what is guaranteed.
 * @example
 * for await (const { position, learner, group, context, at } of streamExposures(store, { after: '0' })) {
 *   console.log(position, learner, group, context, at);
 * }
 */
export function streamExposures(
  store: Pick<Store, 'exposuresAfter'>,
  options: StreamOptions = {},
): AsyncGenerator<Exposure & { readonly position: StreamPosition }> {
  requireKnownOptions('streamExposures', options, OPTIONS);
  return stream((position, filter) => store.exposuresAfter(position, filter), options);
}

/**
 * The assignments of a store, each with its position, as `streamExposures`; one that is changed meanwhile occurs again, as it is then. Each has the id of
 * its portions.
 * @example
 * await runtime.assign(block, 'ada');
 * for await (const { learner, group } of streamAssignments(store, { after: '0' })) console.log(learner, group); // → ada story
 */
export function streamAssignments(
  store: Pick<Store, 'assignmentsAfter'>,
  options: StreamOptions = {},
): AsyncGenerator<Draw & { readonly position: StreamPosition }> {
  requireKnownOptions('streamAssignments', options, OPTIONS);
  return stream((position, filter) => store.assignmentsAfter(position, filter), options);
}

async function* stream<Row>(
  partAfter: (position: StreamPosition, filter: StoreFilter) => Promise<StreamPart<Row>>,
  { after = '0', ...filter }: StreamOptions,
): AsyncGenerator<Row & { readonly position: StreamPosition }> {
  let position = after;
  for (let more = true; more; ) {
    const part = await partAfter(position, filter);
    yield* part.rows;
    ({ position, more } = part);
  }
}
