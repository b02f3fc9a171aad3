/** The kinds of changes that matter to a running experiment, and the fields of one. */
import type { Severity } from '../../diagnostics/diagnostic.js';
import type { Place } from '../../diagnostics/source.js';

/**
 * What a change does to learners who are in the experiment already. `safe`: they keep their groups and what these show;
 * `moves newcomers`: they keep them where assignments are stored, and later learners are divided in another way;
 * `breaking`: they get other groups or other content, or data before and after the change do not belong together.
 */
export type DiffVerdict = 'safe' | 'moves newcomers' | 'breaking';

/** Every kind of change by its id, in one sentence. */
export const DIFF_KINDS = {
  'config-gone': 'A group configuration (user partition) is deleted.',
  'config-id': 'The id of a group configuration is another one.',
  'group-gone': 'A group is removed.',
  'group-id': 'The id of a group of a group configuration is another one.',
  'group-renamed': 'A group has another name.',
  'experiment-renamed': 'An experiment has another name.',
  'portion-changed': 'The portions of the groups of an abtest are others.',
  'order-changed': 'The groups are in another order.',
  'child-swapped': 'A group shows other blocks.',
  'child-edited': 'A block that a group shows has other content.',
  'map-crossed': 'Groups have exchanged what they show.',
  'default-added': 'A default group is written out.',
  'default-gone': 'The default group is removed.',
  'group-added': 'A group is added.',
  'block-added': 'A block joins an experiment.',
  'block-gone': 'A block leaves an experiment.',
  'block-broken': 'A block cannot assign learners any more.',
  'scheme-changed': 'A group configuration divides learners by another scheme.',
  'run-changed': 'The course is another run.',
  converted: 'An experiment is converted between abtest and split_test.',
} as const satisfies Record<string, string>;

export type DiffKind = keyof typeof DIFF_KINDS;

/** Learners of a store whom a change concerns. */
export interface ConcernedLearners {
  /** Those with an assignment: of the group that the change names, else of the experiment. */
  readonly assigned: number;
  /** Of these: those whose stored group the new course does not have. */
  readonly stale: number;
  /** Of these: those who are shown another group than before. */
  readonly moved: number;
}

export interface CourseChange {
  readonly kind: DiffKind;
  readonly verdict: DiffVerdict;
  /** `error` for what is breaking; `warning` for what moves newcomers, and for edited content; else `info`. */
  readonly severity: Severity;
  /** What the old course stores assignments under; `null` for what concerns all experiments. */
  readonly key: string | null;
  /** The stored name of the one group of the old course that is concerned, if it is one. */
  readonly group: string | null;
  /** What is different, with the actual values. */
  readonly message: string;
  /** What that does to learners. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
  /** Where it is in the old and in the new course; `null` where it is not. */
  readonly before: Place | null;
  readonly after: Place | null;
  /** A unified diff of content that was edited. */
  readonly patch: string | null;
  /** `null` without a store. */
  readonly learners: ConcernedLearners | null;
}

/** A change as it is found; what follows from it is added by `changeOf`. */
export type FoundChange = Pick<CourseChange, 'kind' | 'verdict' | 'key' | 'message' | 'reason' | 'hint'> &
  Partial<Pick<CourseChange, 'group' | 'before' | 'after' | 'patch' | 'severity'>>;

const SEVERITIES = { breaking: 'error', 'moves newcomers': 'warning', safe: 'info' } as const;

export function changeOf(found: FoundChange): CourseChange {
  const severity = SEVERITIES[found.verdict];
  return { severity, group: null, before: null, after: null, patch: null, ...found, learners: null };
}
