/** An A/B block as its author wrote it: groups, portions and children, each with its place. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Place } from '../../diagnostics/source.js';
import type { Portion } from '../../portion/portion.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import type { UserPartition } from '../policy/partition.js';

/** Open edX's own key of the group that takes the rest of the learners. */
export const DEFAULT_GROUP = '_DEFAULT_GROUP';

export type Block = AbtestBlock | SplitTestBlock;

export interface BlockBase {
  /** What ties blocks and assignments together; for a split_test the name of its partition. `null`: missing. */
  readonly experiment: string | null;
  readonly urlName: string | null;
  readonly displayName: string | null;
  /** In document order; an abtest always has its default group, last when the author did not write it. */
  readonly groups: readonly Group[];
  readonly element: XmlElement;
  readonly document: XmlDocument;
  /** The place of the block's start tag. */
  readonly place: Place;
  /** A draft of a unit that is not published yet. */
  readonly draft: boolean;
}

export interface AbtestBlock extends BlockBase {
  readonly kind: 'abtest';
  readonly defaultGroup: Group;
}

export interface SplitTestBlock extends BlockBase {
  readonly kind: 'split_test';
  /** `user_partition_id`; `null` when it is missing, negative (Studio: "not configured") or not an integer. */
  readonly partitionId: number | null;
  /** The course's partition of that id, if the course is known and has it. */
  readonly partition: UserPartition | null;
  /** `group_id_to_child` as written: group id to usage key; `null` when it is not a JSON object of strings. */
  readonly childKeys: ReadonlyMap<string, string> | null;
  /** All children, mapped or not, in document order. */
  readonly children: readonly Child[];
}

export interface Group {
  /** `null`: the author gave none. */
  readonly name: string | null;
  readonly isDefault: boolean;
  /** The id of a partition's group; `null` for an abtest. */
  readonly id: number | null;
  readonly portion: Portion;
  readonly children: readonly Child[];
  /** The `<group>` or `<default>`; for a split_test the child that shows the group; `null` where there is none. */
  readonly element: XmlElement | null;
  readonly place: Place;
}

/** A block inside a group. */
export interface Child {
  readonly tag: string;
  readonly urlName: string | null;
  /** `<html url_name="x"/>`, a pointer to a definition in a file of its own, or written out here? */
  readonly pointer: boolean;
  readonly element: XmlElement;
  readonly place: Place;
}

/**
 * The check of a block that a caller gives: a text that is not well-formed has none, and programs without types pass that on.
 * @throws AbtestError `bad-argument` for `undefined`, `null`, and what is not a block
 */
export function requireBlock(block: Block): void {
  const given: unknown = block;
  const kind = typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
  if (kind === 'abtest' || kind === 'split_test') return;
  const shown = given === null || typeof given !== 'object' ? String(given) : 'an object of another kind';
  throw new AbtestError('bad-argument', `A block is needed, and ${shown} was given`, {
    hint: 'Give the block of parseAbtest, which is absent where the XML is not well-formed, or one of course.blocks.',
  });
}
