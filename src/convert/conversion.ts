/** What a conversion is asked for, and what it answers: new bytes, what was done, what is wrong. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/source.js';
import type { Course } from '../olx/course/course.js';
import type { FileChanges } from '../olx/write/members.js';
import type { Fraction } from '../portion/fraction.js';

export type BlockTag = 'abtest' | 'split_test';

export interface ConvertOptions {
  /** The tag that all A/B blocks shall have; without it nothing is converted. */
  readonly to?: BlockTag;
  /** First repair split_tests as Studio does: units for missing groups, no map entries without a child. */
  readonly repair?: boolean;
  /**
   * What to do with unequal portions, which split_test cannot express. `refuse` (default): a diagnostic; `slots`: a
   * group becomes several partition groups, each with a vertical of its own.
   */
  readonly weights?: 'refuse' | 'slots';
  /** By how much a group's share in slots may miss its portion, as a decimal text; `0` by default. */
  readonly tolerance?: string;
  /**
   * Ids that are used in place of those that follow from names: `experiment` for a partition, `experiment/group` for a group
   * of it; whole numbers from 100 to 2147483647.
   */
  readonly ids?: ReadonlyMap<string, number>;
  /** The most slots that an experiment may take; 100 by default. */
  readonly maxSlots?: number;
}

/**
 * What was done. `converted`: a block; `pointer`: its tag or name rewritten; `wrapped`: put into a new vertical;
 * `renamed`: a block or a group that needed another name; `copied`: a block that is in several groups, once
 * more; `partition`, `module`, `policy`: in policy.json; `share`: what a group gets; `inactive`: content that no
 * learner is led to; `missing`: a group without content; `repaired`: as Studio would; `lost`: what has no place; `moved`:
 * text that is before the blocks now; `encoded`: a file that Open edX could not read, as UTF-8; `draft`: what a draft says of
 * its parent; of edits: `edited`, `added` and `removed`.
 */
export type ConversionChangeKind =
  | 'converted'
  | 'pointer'
  | 'wrapped'
  | 'renamed'
  | 'copied'
  | 'partition'
  | 'module'
  | 'policy'
  | 'share'
  | 'inactive'
  | 'missing'
  | 'repaired'
  | 'lost'
  | 'moved'
  | 'encoded'
  | 'draft'
  | 'edited'
  | 'added'
  | 'removed';

export interface ConversionChange {
  readonly kind: ConversionChangeKind;
  /** The file that it is about, as it is called after the conversion. */
  readonly path: string;
  /** Where the author wrote what it is about. */
  readonly place?: Place;
  readonly message: string;
}

/** How the learners of an experiment are divided after `--to split_test`. */
export interface ConvertedExperiment {
  readonly experiment: string;
  readonly partitionId: number;
  readonly groups: readonly ConvertedGroup[];
}

export interface ConvertedGroup {
  /** The group as the abtest names it; `_DEFAULT_GROUP` for the default group. */
  readonly name: string;
  /** The ids of the partition's groups that represent it; empty when it gets no new learner. */
  readonly ids: readonly number[];
  /** As the author wrote it. */
  readonly portion: Fraction;
  /** What the group gets in the converted course. */
  readonly share: Fraction;
}

export interface Conversion {
  /** The course as it is after the conversion; the one that was given when the conversion is refused. */
  readonly course: Course;
  readonly files: FileChanges;
  /** New path to old path, of files that moved. */
  readonly moves: ReadonlyMap<string, string>;
  readonly changes: readonly ConversionChange[];
  readonly diagnostics: readonly Diagnostic[];
  /** Is there an error among the diagnostics? Then nothing is changed. */
  readonly refused: boolean;
  /** For `courseTags`; empty for other conversions than to split_test. */
  readonly experiments: readonly ConvertedExperiment[];
}
