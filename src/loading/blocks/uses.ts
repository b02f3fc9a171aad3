/** What the import made of each element that is, or points to, a block. */
import type { Place } from '../../diagnostics/source.js';
import type { XmlElement } from '../../xml/node.js';
import type { FileFault } from '../files/course-texts.js';
import type { ImportedPartition } from '../settings/partitions.js';
import type { SettingFault } from '../settings/settings.js';

/** Why a block was dropped from its parent. */
export type Drop =
  /** Text follows the element: together they are no document. */
  | { readonly why: 'text-after'; readonly place: Place; readonly text: string }
  /** The name is none that keys allow. */
  | { readonly why: 'name'; readonly place: Place; readonly name: string }
  /** The tag lies in a namespace. */
  | { readonly why: 'namespace'; readonly place: Place }
  /** The file of the definition is missing, or cannot be read. */
  | { readonly why: 'file'; readonly place: Place; readonly path: string; readonly fault: FileFault }
  /** The name came before, so that the pointer points to a file of another name. */
  | { readonly why: 'name-used'; readonly place: Place; readonly first: Use }
  /** The file of HTML is missing, or is not UTF-8. */
  | { readonly why: 'html-file'; readonly place: Place; readonly path: string; readonly fault: FileFault }
  | { readonly why: 'setting'; readonly place: Place; readonly setting: SettingFault }
  | { readonly why: 'policy-entry'; readonly place: Place; readonly shown: unknown }
  | { readonly why: 'group-map'; readonly place: Place; readonly what: MapFault }
  | { readonly why: 'partition-id'; readonly place: Place; readonly text: string }
  | { readonly why: 'sources'; readonly place: Place }
  | { readonly why: 'poll-without-answer'; readonly place: Place }
  /** A child that cannot be read takes a problem bank with it. */
  | { readonly why: 'child'; readonly place: Place; readonly child: Use }
  | { readonly why: 'too-deep'; readonly place: Place };

export type MapFault = 'missing' | 'not-json' | 'not-an-object' | 'value-not-a-key';

/** An element where a block is expected. */
export class Use {
  readonly tag: string;
  /** The name that the author gave; `null`: none. */
  readonly name: string | null;
  readonly element: XmlElement;
  readonly parent: Use | null;
  /** Is it a pointer, as the import sees it? */
  pointer = false;
  /** The name under which it was read. */
  readAs = '';
  /** Its name came before, and was made longer by a hash. */
  renamed = false;
  /** The use that had the name before. */
  first: Use | null = null;
  block: LoadedBlock | null = null;
  drop: Drop | null = null;
  children: Use[] = NONE;

  constructor(element: XmlElement, parent: Use | null) {
    this.tag = element.name;
    this.name = writtenName(element);
    this.element = element;
    this.parent = parent;
  }

  get place(): Place {
    return this.element.tagPlace;
  }

  addChild(child: Use): void {
    if (this.children === NONE) this.children = [child];
    else this.children.push(child);
  }
}

/** One empty list for all: most blocks have no children. */
const NONE: Use[] = [];

/** The first of the attributes that name a block, as it is written; `null` where it is empty. */
function writtenName(element: XmlElement): string | null {
  // A pointer, as most uses are.
  const [only] = element.attributes;
  if (only?.name === 'url_name') return only.value || null;
  for (const name of NAMING) {
    const attribute = element.attribute(name);
    if (attribute !== undefined) return attribute.value || null;
  }
  return null;
}

const NAMING = ['url_name', 'slug', 'name', 'display_name'];

/** A block as the import made it; of two definitions of one name the last stays. */
export interface LoadedBlock {
  readonly key: string;
  readonly tag: string;
  readonly name: string;
  readonly use: Use;
  /** The file that holds the definition. */
  readonly path: string;
  /** The root of the definition; `null` for a leaf in a file of its own, which is not read as a tree. */
  readonly root: XmlElement | null;
  /** The attributes that settings were read from. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Keys, in order. */
  readonly children: readonly string[];
  /** The children as they were when this block was read: a later definition of a name does not change them. */
  readonly childBlocks: readonly LoadedBlock[];
  readonly partitions: readonly ImportedPartition[] | null;
  readonly split: SplitSettings | null;
  /** Is the display name set to null? */
  readonly nullName: boolean;
}

export interface SplitSettings {
  /** `null`: the attribute is missing or empty. */
  readonly partitionId: bigint | null;
  /** Group id to `tag/name`; `null` when the map is null. */
  readonly map: ReadonlyMap<string, string> | null;
}

/** What makes the whole import fail. */
export interface ImportFailure {
  readonly cause: string;
  readonly place: Place;
  /** The use at fault, where there is one. */
  readonly use: Use | null;
  /** More about it: a value, a name, a path inside the policy. */
  readonly detail: FailureDetail;
}

export interface FailureDetail {
  readonly shown?: unknown;
  readonly path?: readonly (string | number)[];
}

/** Thrown where nothing catches it on the way: the import ends. */
export class ImportEnds extends Error {
  readonly failure: ImportFailure;

  constructor(cause: string, place: Place, use: Use | null = null, detail: FailureDetail = {}) {
    super(cause);
    this.failure = { cause, place, use, detail };
  }
}

/** Thrown where the container around catches it. */
export class Dropped extends Error {
  readonly drop: Drop;

  constructor(drop: Drop) {
    super(drop.why);
    this.drop = drop;
  }
}
