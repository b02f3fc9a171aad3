/** The outline as data for its view: every block once with its children, findings counted, the search applied. */
import type { CourseNode, Diagnostic } from '../../index.js';
import { type Html, html } from '../../presentation/html.js';
import { groupName, shareText } from '../block/block-share.js';
import { placedFindings } from '../findings/findings-places.js';
import { addCounts, type Counts, countsOf } from '../findings/findings-view.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { childrenOf, type Viewpoint } from '../viewpoint/viewpoint.js';

export interface Branch {
  readonly node: CourseNode;
  /** A definition that several pointers share is shown in full where it occurs first. */
  readonly isAgain: boolean;
  readonly findings: readonly Diagnostic[];
  /** The number of findings in the block and below it. */
  readonly counts: Counts;
  readonly hasBlock: boolean;
  /** The text that the search examines, in lower case. */
  readonly words: string;
  /** One entry without a name, or one for each group of an A/B block. */
  readonly groups: readonly {
    readonly title: Html | null;
    /** The index of the group in its block, which determines its colour; `null` for what is no group. */
    readonly index: number | null;
    readonly branches: readonly Branch[];
  }[];
}

export class OutlineTree {
  readonly #preview: PreviewCourse;
  readonly #viewpoint: Viewpoint | undefined;
  readonly #met = new Set<CourseNode>();

  /** @param viewpoint leaves out what it does not see */
  constructor(preview: PreviewCourse, viewpoint?: Viewpoint) {
    this.#preview = preview;
    this.#viewpoint = viewpoint;
  }

  branch(node: CourseNode): Branch {
    const isAgain = this.#met.has(node);
    this.#met.add(node);
    const findings = isAgain ? [] : placedFindings(this.#preview).of(node);
    const groups = isAgain ? [] : this.#groups(node);
    const below = groups.flatMap(({ branches }) => branches);
    return {
      node,
      isAgain,
      findings,
      counts: below.reduce((sum, { counts }) => addCounts(sum, counts), countsOf(findings)),
      hasBlock: node.block !== null || below.some(({ hasBlock }) => hasBlock),
      words: [this.#preview.nameOf(node), node.tag, node.urlName, node.block?.experiment]
        .filter(Boolean)
        .join(' ')
        .toLowerCase(),
      groups,
    };
  }

  #groups(node: CourseNode): Branch['groups'] {
    const { block } = node;
    if (block === null) {
      const branches = this.#branches(node.children);
      return branches.length === 0 ? [] : [{ title: null, index: null, branches }];
    }
    const mapped = new Set<CourseNode>();
    const seen = this.#viewpoint?.groupsOf(node, block) ?? block.groups;
    const groups = seen.map((group) => {
      const children = childrenOf(node, block, group);
      for (const child of children) mapped.add(child);
      const title = html`<bdi>${groupName(group)}</bdi> · ${shareText(group)}`;
      return { title, index: block.groups.indexOf(group), branches: this.#branches(children) };
    });
    if (seen !== block.groups) return groups;
    const rest = node.children.filter((child) => !mapped.has(child));
    const others = {
      title: html`shown to no group`,
      index: null,
      branches: this.#branches(rest),
    };
    return rest.length === 0 ? groups : [...groups, others];
  }

  #branches(nodes: readonly CourseNode[]): Branch[] {
    const viewpoint = this.#viewpoint;
    const seen = viewpoint === undefined ? nodes : nodes.filter((node) => viewpoint.sees(node));
    return seen.map((node) => this.branch(node));
  }
}

/** The entries that match and their ancestors; `null` where none do. */
export function searched(branch: Branch, wanted: readonly string[]): Branch | null {
  if (wanted.every((word) => branch.words.includes(word))) return branch;
  const groups = branch.groups
    .map((group) => ({
      ...group,
      branches: group.branches.map((each) => searched(each, wanted)).filter((each) => each !== null),
    }))
    .filter(({ branches }) => branches.length > 0);
  return groups.length === 0 ? null : { ...branch, groups };
}

/** The entries with A/B blocks or findings, and their ancestors, as a report has room for; `null` where there are none. */
export function withBlocks(branch: Branch): Branch | null {
  const { counts } = branch;
  if (!branch.hasBlock && Object.values(counts).every((count) => count === 0)) return null;
  const groups = branch.groups.map((group) => ({
    ...group,
    branches: group.branches.map(withBlocks).filter((each) => each !== null),
  }));
  return { ...branch, groups };
}

export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}
