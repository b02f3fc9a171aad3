/** Long work in short slices, so that other requests are answered meanwhile and no page waits for another one. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Other requests are served after this many milliseconds of work. */
const SLICE_MS = 20;

/**
 * Calls `work` for each item, in their order. A slice ends after the item with which its time is over, so an item may make
 * it longer. What a page needs of each block is worked out so before the page is written.
 * @example
 * const titles = new Map<CourseNode, string | null>();
 * await inSlices(course.nodes, (node) => titles.set(node, preview.titleOf(node)));
 * // All titles are there; a request that came meanwhile was answered.
 * console.log(titles.size === course.nodes.length); // → true
 */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => unknown): Promise<void> {
  await stepsInSlices(stepsOf(items, work));
}

function* stepsOf<Item>(items: Iterable<Item>, work: (item: Item) => unknown): Generator<void, void> {
  for (const item of items) {
    work(item);
    yield;
  }
}

/** Work that is divided into steps already. @returns its result */
export async function stepsInSlices<Result>(steps: Generator<void, Result>): Promise<Result> {
  let since = performance.now();
  let step = steps.next();
  while (!step.done) {
    if (performance.now() - since >= SLICE_MS) {
      await nextTurn();
      since = performance.now();
    }
    step = steps.next();
  }
  return step.value;
}
