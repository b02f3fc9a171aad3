/** A course for the preview: every block with an id for links, and its findings. */
import {
  type Course,
  type CourseExperiments,
  type CourseNode,
  checkCourse,
  type Diagnostic,
  displayNameOf,
  type Experiment,
  runningExperiments,
} from '../../index.js';
import { usageKeyParts } from '../../internal/content.js';
import { groupUnits } from './group-units.js';
import { isMachineName, LeafTitles } from './leaf-titles.js';

export interface PreviewCourse {
  readonly course: Course;
  readonly diagnostics: readonly Diagnostic[];
  readonly experiments: CourseExperiments;
  /** The id of a node in links: `tag/url_name` where that is unique, else by its place. Stable while the course is edited. */
  idOf(node: CourseNode): string;
  nodeOf(id: string): CourseNode | undefined;
  /** The units of groups that Studio named, with the names of their groups. */
  readonly groupUnits: ReadonlyMap<CourseNode, string>;
  /** The display name, where the author gave one. */
  titleOf(node: CourseNode): string | null;
  /**
   * The name of the block for people: its title; else that of its group; else its url_name, or where that is generated, its
   * first words; else its tag.
   */
  nameOf(node: CourseNode): string;
  /** The experiment that an A/B block belongs to. */
  experimentOf(node: CourseNode): Experiment | undefined;
}

export function previewCourse(course: Course, diagnostics = checkCourse(course)): PreviewCourse {
  const ids = new Map<CourseNode, string>();
  const nodes = new Map<string, CourseNode>();
  for (const node of course.nodes) {
    const wanted = node.urlName === null ? `${node.tag}/` : `${node.tag}/${node.urlName}`;
    const id = freeId(wanted, nodes);
    ids.set(node, id);
    nodes.set(id, node);
  }
  const experiments = runningExperiments(course);
  const titles = new LeafTitles(course);
  const owners = new Map(
    experiments.experiments.flatMap((each) => each.blocks.map(({ node }) => [node, each] as const)),
  );
  const units = groupUnits(course, (node) => displayNameOf(course, node) || null);
  const titleOf = (node: CourseNode): string | null =>
    units.has(node) ? null : displayNameOf(course, node) || titles.of(node);
  return {
    course,
    diagnostics,
    experiments,
    groupUnits: units,
    idOf: (node) => ids.get(node) ?? '',
    nodeOf: (id) => nodes.get(id),
    titleOf,
    nameOf: (node) =>
      titleOf(node) ??
      units.get(node) ??
      (isMachineName(node.urlName) || (node.urlName === null && node.block !== null)
        ? titles.madeUp(node)
        : node.urlName) ??
      node.tag,
    experimentOf: (node) => owners.get(node),
  };
}

/**
 * The ancestors of the block, outermost first, without the course; for several places those of the first. A draft is where
 * its unit will be published.
 */
export function wayTo(preview: PreviewCourse, node: CourseNode): CourseNode[] {
  const way: CourseNode[] = [];
  for (let above = aboveOf(preview, node); above !== undefined; above = aboveOf(preview, above))
    if (above !== preview.course.root) way.unshift(above);
  return way;
}

function aboveOf({ nodeOf }: PreviewCourse, { parents, draft, element }: CourseNode): CourseNode | undefined {
  if (parents.length > 0 || !draft) return parents[0];
  const parts = usageKeyParts(element?.get('parent_url') ?? element?.get('parent_sequential_url') ?? '');
  const named = parts && nodeOf(`${parts.tag}/${parts.name}`);
  return named?.draft ? undefined : named;
}

function freeId(wanted: string, taken: ReadonlyMap<string, CourseNode>): string {
  if (!taken.has(wanted) && !wanted.endsWith('/')) return wanted;
  let number = 1;
  while (taken.has(`${wanted}~${number}`)) number += 1;
  return `${wanted}~${number}`;
}
