/** A/B blocks whose file cannot be read or is missing, and the experiment that the rest of their text names. */
import { type CourseNode, type Experiment, partitionKey } from '../../index.js';
import { definitionFile } from '../findings/findings-places.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { lostBlocks } from '../viewpoint/shown-blocks.js';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

type ByExperiment = ReadonlyMap<string | null, readonly CourseNode[]>;

const known = new WeakMap<PreviewCourse, ByExperiment>();

/** Those that name the experiment, or with `null` those that name none of the course. */
export function lostOf(preview: PreviewCourse, experiment: Experiment | null): readonly CourseNode[] {
  let all = known.get(preview);
  if (all === undefined) {
    all = lostByExperiment(preview);
    known.set(preview, all);
  }
  return all.get(experiment?.key ?? null) ?? [];
}

function lostByExperiment(preview: PreviewCourse): ByExperiment {
  const keys = new Set(preview.experiments.experiments.map(({ key }) => key));
  const all = new Map<string | null, CourseNode[]>();
  for (const node of lostBlocks(preview)) {
    const named = namedIn(preview, node);
    const key = named !== null && keys.has(named) ? named : null;
    const nodes = all.get(key);
    if (nodes === undefined) all.set(key, [node]);
    else nodes.push(node);
  }
  return all;
}

/** The key of the experiment, from the attributes in a text that is no XML. */
function namedIn({ course }: PreviewCourse, node: CourseNode): string | null {
  if (node.target !== 'found') return null;
  const text = course.sourceOf(definitionFile(course, node))?.text ?? '';
  if (node.tag === 'split_test') {
    const id = /\suser_partition_id\s*=\s*["'](\d{1,15})["']/.exec(text)?.[1];
    return id === undefined ? null : partitionKey(Number(id));
  }
  const name = /\sexperiment\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/.exec(text);
  if (name === null) return null;
  return (name[1] ?? name[2]!).replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity]!);
}
