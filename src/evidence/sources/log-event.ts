/** Events of Open edX's tracking logs: the score in an answer, and the group in what was shown. */
import type { Experiment } from '../../runtime/experiments.js';
import { blockName } from './usage-keys.js';

/** The fields of an event that are read; whatever is in them. */
export interface LogEvent {
  readonly username?: unknown;
  readonly time?: unknown;
  readonly event_type?: unknown;
  readonly event_source?: unknown;
  readonly event?: unknown;
  readonly context?: {
    readonly course_id?: unknown;
    readonly course_user_tags?: Readonly<Record<string, unknown>> | null;
  } | null;
}

interface ProblemScore {
  readonly problem: string;
  /** The points as a share of those possible. */
  readonly share: number;
  readonly time: string;
}

/**
 * The score in an event. A browser sends `problem_check` too, with the answers and without a score: that double is left
 * out. `edx.grades.problem.submitted` follows the server's `problem_check` with the same score.
 */
export function readScore(event: LogEvent): ProblemScore | null {
  const { event_type: type, event_source: source } = event;
  if (source !== 'server') return null;
  if (type === 'problem_check') return scoreOf(event, 'grade', 'max_grade');
  return type === 'edx.grades.problem.submitted'
    ? scoreOf(event, 'weighted_earned', 'weighted_possible')
    : null;
}

function scoreOf(event: LogEvent, earned: string, possible: string): ProblemScore | null {
  const fields = fieldsOf(event);
  const [problem, points, most] = [fields?.problem_id, fields?.[earned], fields?.[possible]];
  if (typeof problem !== 'string' || typeof points !== 'number' || typeof most !== 'number' || !(most > 0))
    return null;
  return { problem, share: points / most, time: String(event.time ?? '') };
}

/** Some events hold their fields as JSON inside a text. */
function fieldsOf({ event }: LogEvent): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = typeof event === 'string' ? JSON.parse(event) : event;
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

/** How the groups of a partition appear in events. */
export interface Seen {
  readonly partition: number;
  readonly tag: string;
  /** Texts of which every event with a group has one. */
  readonly needles: readonly string[];
  /** Group ids by the name of the child that shows the group. */
  readonly groupOfChild: ReadonlyMap<string, string>;
  readonly indexes: ReadonlyMap<string, number>;
}

const CHILD_RENDER = 'xblock.split_test.child_render';
const ASSIGNED = 'xmodule.partitions.assigned_user_to_partition';

/** `null` for an abtest, of which Open edX has no events. */
export function seenIn({ key, division, block, blocks }: Experiment): Seen | null {
  if (block.kind !== 'split_test' || block.partitionId === null) return null;
  const groupOfChild = new Map<string, string>();
  for (const { block: each } of blocks) {
    if (each.kind !== 'split_test') continue;
    for (const [id, child] of each.childKeys ?? []) groupOfChild.set(blockName(child), id);
  }
  return {
    partition: block.partitionId,
    tag: key,
    needles: [`"${key}"`, `"${CHILD_RENDER}"`, `"${ASSIGNED}"`],
    groupOfChild,
    indexes: new Map(division.groups.map((group, index) => [group.key, index])),
  };
}

interface SeenGroup {
  readonly groupId: string;
  /** The child that was shown; `null` where the learner was only assigned. */
  readonly context: string | null;
}

/** The groups that an event names: in the learner's tags, in an assignment, in a child that was shown. */
export function readSeen(event: LogEvent, seen: Seen): SeenGroup[] {
  const found: SeenGroup[] = [];
  const tag = event.context?.course_user_tags?.[seen.tag];
  if (typeof tag === 'string' || typeof tag === 'number') found.push({ groupId: String(tag), context: null });
  if (event.event_type === ASSIGNED) {
    const fields = fieldsOf(event);
    if (fields?.partition_id === seen.partition)
      found.push({ groupId: String(fields.group_id), context: null });
  }
  if (event.event_type === CHILD_RENDER) {
    const fields = fieldsOf(event);
    // The texts of before October 2014 have a hyphen.
    const child = blockName(String(fields?.child_id ?? fields?.['child-id'] ?? ''));
    const groupId = seen.groupOfChild.get(child);
    if (groupId !== undefined) found.push({ groupId, context: child });
  }
  return found;
}
