/** A course as the preview shows it: every block under a name that links can carry, with its findings. */
import {
  type Course,
  type CourseExperiments,
  type CourseNode,
  checkCourse,
  type Diagnostic,
  displayNameOf,
  type Experiment,
  experimentsOf,
} from '../index.js';
import { LeafTitles } from './leaf-titles.js';

export interface PreviewCourse {
  readonly course: Course;
  readonly diagnostics: readonly Diagnostic[];
  readonly experiments: CourseExperiments;
  /** The name of a node in links: `tag/url_name` where that is unique, else by its place. Stays while the course is edited. */
  idOf(node: CourseNode): string;
  nodeOf(id: string): CourseNode | undefined;
  /** What people call the block: its display name, else its url_name, else its tag. */
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
  const experiments = experimentsOf(course);
  const titles = new LeafTitles(course);
  const owners = new Map(
    experiments.experiments.flatMap((each) => each.blocks.map(({ node }) => [node, each] as const)),
  );
  return {
    course,
    diagnostics,
    experiments,
    idOf: (node) => ids.get(node) ?? '',
    nodeOf: (id) => nodes.get(id),
    nameOf: (node) => displayNameOf(course, node) ?? titles.of(node) ?? node.urlName ?? node.tag,
    experimentOf: (node) => owners.get(node),
  };
}

function freeId(wanted: string, taken: ReadonlyMap<string, CourseNode>): string {
  if (!taken.has(wanted) && !wanted.endsWith('/')) return wanted;
  let number = 1;
  while (taken.has(`${wanted}~${number}`)) number += 1;
  return `${wanted}~${number}`;
}
