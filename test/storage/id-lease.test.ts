/** Ids that are leased from a counter: given once each, in handfuls that grow to a limit. */
import { expect, it } from 'vitest';
import { IdLease } from '../../src/storage/sql/id-lease.js';

/** A lease on a counter of its own, and the sizes that it asked for. */
function leaseOn(start = 0) {
  const sizes: number[] = [];
  let reached = start;
  const lease = new IdLease(async (count) => {
    sizes.push(count);
    reached += count;
    return reached;
  });
  return { lease, sizes };
}

it('reserves twice as many each time, and at most 1,024, so that a process that ends loses no more', async () => {
  const { lease, sizes } = leaseOn();
  for (let id = 1; id <= 5000; id += 1) expect(await lease.take(1)).toEqual([id]);
  expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024, 1024]);
});

it('reserves as many as are needed at once, and reuses returned ids first', async () => {
  const { lease, sizes } = leaseOn(10);
  const ids = await lease.take(2000);
  expect([ids[0], ids.at(-1), sizes]).toEqual([11, 2010, [2000]]);
  lease.giveBack([2010, 11]);
  expect(await lease.take(3)).toEqual([11, 2010, 2011]);
});
