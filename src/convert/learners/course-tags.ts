/** Course tags that keep every learner in the group that an abtest had put him or her into. */

import { stableBucket } from '../../bucketing/bucket.js';
import type { ConvertedExperiment, ConvertedGroup } from '../conversion.js';
import { isBadRow, type LearnerState, type StateRow } from './learner-states.js';

/** What Open edX's partition service reads: user × course × key → value. */
export interface CourseTag {
  readonly learner: string;
  /** `xblock.partition_service.partition_<partition id>` */
  readonly key: string;
  /** The id of a group of the partition, as text. */
  readonly value: string;
}

/** How many learners there were, and how many cannot be kept, by experiment, group and reason. */
export interface CourseTagCounts {
  kept: number;
  readonly lost: Map<string, LostStates>;
  /** The first rows that could not be read, and how many there were. */
  readonly badRows: { readonly line: number; readonly why: string }[];
  badRowCount: number;
}

export interface LostStates {
  readonly experiment: string;
  readonly group: string;
  readonly why: 'unknown-experiment' | 'unknown-group' | 'no-slot';
  count: number;
}

const BAD_ROWS_KEPT = 20;

/**
 * Counts for `courseTags`, all 0.
 * @example
 * const counts = newTagCounts();
 * for await (const tag of courseTags([], [{ learner: 'ada', experiment: 'E', group: 'a' }], counts)) console.log(tag);
 * console.log(counts.kept, counts.lost.size); // → 0 1
 */
export function newTagCounts(): CourseTagCounts {
  return { kept: 0, lost: new Map(), badRows: [], badRowCount: 0 };
}

/**
 * One tag for each state that can be kept, in their order; the others are counted in `counts`. Where a group has
 * several slots the learner's stable bucket of the experiment selects one. Holds one row at a time.
 * @param states at most one for a learner and an experiment, as the original stored them
 * @example
 * const { experiments } = convertCourse(course, { to: 'split_test', weights: 'slots' });
 * const states = [{ learner: 'ada', experiment: 'Tone of the texts', group: 'story' }];
 * for await (const { learner, key } of courseTags(experiments, states)) console.log(learner, key); // → ada xblock.partition_service.partition_542212276
 */
export async function* courseTags(
  experiments: readonly ConvertedExperiment[],
  states: AsyncIterable<StateRow> | Iterable<StateRow>,
  counts: CourseTagCounts = newTagCounts(),
): AsyncGenerator<CourseTag> {
  const known = new Map(experiments.map((each) => [each.experiment, new KnownExperiment(each)]));
  for await (const state of states) {
    if (isBadRow(state)) {
      counts.badRowCount += 1;
      if (counts.badRows.length < BAD_ROWS_KEPT) counts.badRows.push(state);
      continue;
    }
    const experiment = known.get(state.experiment);
    const tag = experiment?.tag(state);
    if (typeof tag === 'object') {
      counts.kept += 1;
      yield tag;
    } else lose(counts, state, tag ?? 'unknown-experiment');
  }
}

class KnownExperiment {
  readonly #key: string;
  readonly #groups: ReadonlyMap<string, ConvertedGroup>;

  constructor({ partitionId, groups }: ConvertedExperiment) {
    this.#key = `xblock.partition_service.partition_${partitionId}`;
    this.#groups = new Map(groups.map((group) => [group.name, group]));
  }

  tag({ learner, experiment, group }: LearnerState): CourseTag | LostStates['why'] {
    const ids = this.#groups.get(group)?.ids;
    if (ids === undefined) return 'unknown-group';
    if (ids.length === 0) return 'no-slot';
    const slot = ids.length === 1 ? 0 : stableBucket(experiment, ids.length, learner);
    return { learner, key: this.#key, value: String(ids[slot]) };
  }
}

/** Names come from a file that may hold anything: more kinds than this are counted together. */
const MOST_LOST = 1000;

function lose({ lost }: CourseTagCounts, state: LearnerState, why: LostStates['why']): void {
  const { experiment, group } =
    lost.size < MOST_LOST || lost.has(keyOf(state, why))
      ? state
      : { experiment: '(others)', group: '(others)' };
  const key = keyOf({ experiment, group }, why);
  const known = lost.get(key);
  if (known === undefined) lost.set(key, { experiment, group, why, count: 1 });
  else known.count += 1;
}

function keyOf({ experiment, group }: { experiment: string; group: string }, why: string): string {
  return JSON.stringify([experiment, group, why]);
}

export type CourseTagFormat = 'csv' | 'jsonl';

/**
 * `username,key,value` with a header, or `{"learner", "key", "value"}` a line; in pieces for a stream.
 * @example
 * const { experiments } = convertCourse(course, { to: 'split_test', weights: 'slots' });
 * const tags = courseTags(experiments, [{ learner: 'ada', experiment: 'Tone of the texts', group: 'story' }]);
 * for await (const line of formatCourseTags(tags, 'csv')) console.log(line.trim()); // → username,key,value
 * // → ada,xblock.partition_service.partition_542212276,1062269090
 */
export async function* formatCourseTags(
  tags: AsyncIterable<CourseTag>,
  format: CourseTagFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield 'username,key,value\n';
  for await (const { learner, key, value } of tags)
    yield format === 'csv'
      ? `${csvField(learner)},${key},${value}\n`
      : `${JSON.stringify({ learner, key, value })}\n`;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
