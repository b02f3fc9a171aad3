/** A course that has been read: its outline, its A/B blocks, its partitions, and what was wrong on the way. */
import type { Finding } from '../../diagnostics/diagnostic.js';
import type { Place, Source } from '../../diagnostics/source.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import type { XmlProblem } from '../../xml/scan/problems.js';
import type { Block } from '../block/block.js';
import type { CourseFiles } from '../files/course-files.js';
import type { UserPartition } from '../policy/partition.js';
import type { CoursePolicy } from '../policy/policy.js';
import { nameOf } from './names.js';
import { isAbTag } from './tags.js';

export interface Course {
  /** `blocks`: a lone file or text, where nothing is known of a course around it; `policy`: a lone policy.json. */
  readonly kind: 'course' | 'library' | 'blocks' | 'policy';
  /** The path that was given, as messages show it. */
  readonly label: string;
  readonly org: string | null;
  readonly course: string | null;
  /** The run: the url_name of the course. */
  readonly run: string | null;
  readonly files: CourseFiles;
  readonly root: CourseNode | null;
  /** Draft units, and blocks that nothing points to. */
  readonly drafts: readonly CourseNode[];
  readonly orphans: readonly CourseNode[];
  /** Every A/B block: those of the outline in its order, then drafts, then what nothing points to. */
  readonly blocks: readonly CourseBlock[];
  /** Every node of the outline, the drafts and the orphans, once. */
  readonly nodes: readonly CourseNode[];
  readonly policy: CoursePolicy | null;
  readonly partitions: readonly UserPartition[];
  /** Every XML file that was looked at. */
  readonly xmlFiles: readonly XmlFile[];
  /** What keeps the course from being a course at all. */
  readonly rootFindings: readonly Finding[];
  /** The text of a file by the name that places carry; of files that were read as trees, had problems or have prefixes. */
  sourceOf(file: string): Source | undefined;
}

/** A node of the outline that is an A/B block. */
export interface CourseBlock {
  readonly node: CourseNode;
  readonly block: Block;
}

export interface XmlFile {
  /** As places show it. */
  readonly file: string;
  readonly problems: readonly XmlProblem[];
  /** There for files with a tree, with problems, or with prefixes. */
  readonly source: Source | null;
  /** There for files of course structure and A/B blocks. */
  readonly document: XmlDocument | null;
  /** Is there a tag or an attribute with a prefix? */
  readonly prefixed: boolean;
  /** The attributes of the root of a well-formed leaf that was not read as a tree. */
  readonly rootAttributes?: ReadonlyMap<string, string> | null;
}

/** A block of the course. A definition that several pointers share is one node with several parents. */
export class CourseNode {
  readonly tag: string;
  /** The element that points here; `null` for an inline block and for a root. */
  readonly pointer: XmlElement | null;
  /** The defining element; `null` for leaves, which are not read as trees, and for missing files. */
  readonly element: XmlElement | null;
  /** The path, inside the course, of the file that holds the definition. */
  readonly path: string;
  readonly draft: boolean;
  readonly target: PointerTarget;
  readonly parents: CourseNode[] = [];
  readonly children: CourseNode[] = [];
  /** For an A/B block: the name of the group that holds a child. */
  readonly groupOf: Map<CourseNode, string | null> | null;
  /** The A/B block that the node defines; `null` for all other nodes. */
  block: Block | null = null;
  readonly #named: XmlElement;

  constructor(named: XmlElement, own: Pick<CourseNode, 'pointer' | 'element' | 'path' | 'target' | 'draft'>) {
    this.#named = named;
    this.tag = named.name;
    this.groupOf = isAbTag(named.name) ? new Map() : null;
    this.pointer = own.pointer;
    this.element = own.element;
    this.path = own.path;
    this.draft = own.draft;
    this.target = own.target;
  }

  get urlName(): string | null {
    return nameOf(this.#named);
  }

  /** Where the block is named first: the pointer, or the definition itself. */
  get place(): Place {
    return this.#named.tagPlace;
  }

  /** `{tag, urlName, path, draft, target, place}`: without the nodes around it, which lead to the whole course. */
  toJSON() {
    const { tag, urlName, path, draft, target, place } = this;
    return { tag, urlName, path, draft, target, place };
  }
}

/**
 * What became of the pointer. `inline`: there is none; `found`; `missing`: no such file; `outside`: the name
 * leads out of the course; `pointer`: the file holds just another pointer; `loop`: the block contains itself;
 * `unknown`: nobody could look.
 */
export type PointerTarget = 'inline' | 'found' | 'missing' | 'outside' | 'pointer' | 'loop' | 'unknown';
