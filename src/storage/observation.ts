/** What the stores of this process report while they work, for metrics: nothing is measured without a subscriber. */
import { channel } from 'node:diagnostics_channel';

/** One commit, or one attempt at it. */
export interface CommitReport {
  /** The calls that shared it. */
  readonly calls: number;
  readonly seconds: number;
  readonly failed: boolean;
}

/** The connections of a pool after a change. */
export interface PoolReport {
  readonly open: number;
  readonly idle: number;
  /** Calls that wait for a connection. */
  readonly waiting: number;
}

/** Publishes a `CommitReport` after each commit of assignments, exposures and, on SQLite, all other writes. */
export const COMMITS = channel('olx-abtest.commits');
/** Publishes a `PoolReport` when connections are opened, used, returned and closed. */
export const POOLS = channel('olx-abtest.pools');

/** `run` of a group commit, which reports each batch. */
export function reported<Item, Answer>(
  run: (items: Item[]) => Promise<Answer[]>,
): (items: Item[]) => Promise<Answer[]> {
  return async (items) => {
    if (!COMMITS.hasSubscribers) return run(items);
    const started = performance.now();
    let failed = true;
    try {
      const answers = await run(items);
      failed = false;
      return answers;
    } finally {
      const report: CommitReport = {
        calls: items.length,
        seconds: (performance.now() - started) / 1000,
        failed,
      };
      COMMITS.publish(report);
    }
  };
}
