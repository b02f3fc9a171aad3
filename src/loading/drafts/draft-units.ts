/** Drafts of units: what became of each file that was taken for one. */
import type { Place } from '../../diagnostics/source.js';
import type { Drop, Use } from '../blocks/uses.js';
import type { FileFault } from '../files/course-texts.js';
import type { StoredTree } from '../store/stored-tree.js';

export interface ImportedDrafts {
  /** The draft branch. */
  readonly tree: StoredTree;
  /** The root of every file that was taken for a draft, and what became of it. */
  readonly units: readonly DraftUnit[];
  /** Keys of blocks that a draft brought or read anew. */
  readonly imported: ReadonlySet<string>;
}

export interface DraftUnit {
  readonly path: string;
  readonly place: Place;
  readonly use: Use | null;
  /** Its key: the tag of the root, the name of the file. */
  readonly key: string | null;
  readonly lost: DraftFault | null;
  /** Is it in no parent's list? */
  readonly unlisted: boolean;
}

export type DraftFault =
  | { readonly why: 'file'; readonly fault: FileFault }
  | { readonly why: 'declaration' }
  | { readonly why: 'drop'; readonly drop: Drop }
  | { readonly why: 'index'; readonly text: string }
  | { readonly why: 'parent'; readonly text: string }
  | { readonly why: 'store'; readonly cause: string };

/** A draft that was read, before it is stored. */
export interface ReadDraft {
  readonly path: string;
  readonly use: Use;
  readonly key: string;
  readonly index: bigint | null;
  readonly parentUrl: string | null;
}
