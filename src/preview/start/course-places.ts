/** The A/B blocks of a course as the start page lists them, and how many they are: one home for the tables and the counts. */
import { type CourseBlock, type CourseNode, divisionOf, type Experiment } from '../../index.js';
import { counted } from '../differs/words.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { inCourseOrder } from './course-order.js';
import { lostOf } from './lost-blocks.js';

export interface ExperimentPlaces {
  readonly experiment: Experiment;
  /** In the order of the course; broken ones of its name included. */
  readonly blocks: readonly CourseBlock[];
  /** Blocks of which no more is known than that they name the experiment: their file cannot be read. */
  readonly lost: readonly CourseNode[];
}

interface CoursePlaces {
  readonly experiments: readonly ExperimentPlaces[];
  /** Blocks of no experiment that cannot assign learners. */
  readonly broken: readonly CourseBlock[];
  /** A/B blocks whose file is missing, or cannot be read and names no experiment. */
  readonly lost: readonly CourseNode[];
  /** Drafts, and blocks that nothing points to. */
  readonly others: readonly CourseBlock[];
}

export function coursePlaces(preview: PreviewCourse): CoursePlaces {
  const { course, experiments } = preview;
  const left = new Set<CourseBlock>(course.blocks);
  const listed = experiments.experiments.map((experiment) => {
    const nodes = new Set(experiment.blocks.map(({ node }) => node));
    const unable = experiments.broken.filter(({ block }) => block.experiment === experiment.name);
    for (const { node } of unable) nodes.add(node);
    const blocks = inCourseOrder(
      preview,
      course.blocks.filter(({ node }) => nodes.has(node)),
    );
    for (const each of blocks) left.delete(each);
    return { experiment, blocks, lost: lostOf(preview, experiment) };
  });
  const rest = inCourseOrder(preview, [...left]);
  const broken = rest.filter(({ block, node }) => divisionOf(block) === null && !node.draft);
  const others = rest.filter((each) => !broken.includes(each));
  return { experiments: listed, broken, lost: lostOf(preview, null), others };
}

/** `3 places · 1 block that cannot assign learners · 1 block that is lost` */
export function placesText(blocks: readonly CourseBlock[], lost: readonly CourseNode[]): string {
  const unable = blocks.filter(({ block }) => divisionOf(block) === null).length;
  const able = blocks.length - unable;
  const gone =
    lost.length > 0 && `${counted(lost.length, 'A/B block')} ${lost.length === 1 ? 'is' : 'are'} lost`;
  return [counted(able, 'place'), ...unableText(unable), ...(gone ? [gone] : [])].join(' · ');
}

/** `2 experiments in 14 places · 1 draft`: every A/B block is counted once. */
export function countsText({ experiments, broken, lost, others }: CoursePlaces): string {
  const blocks = experiments.flatMap((each) => each.blocks);
  const gone = [...experiments.flatMap((each) => each.lost), ...lost];
  const drafts = others.filter(({ node }) => node.draft).length;
  const orphans = others.length - drafts;
  return [
    `${counted(experiments.length, 'experiment')} in ${placesText([...blocks, ...broken], gone)}`,
    ...(drafts > 0 ? [counted(drafts, 'A/B block').concat(drafts === 1 ? ' in a draft' : ' in drafts')] : []),
    ...(orphans > 0 ? [`${counted(orphans, 'A/B block')} that nothing points to`] : []),
  ].join(' · ');
}

function unableText(count: number): string[] {
  if (count === 0) return [];
  return [`${counted(count, 'block')} that cannot assign learners`];
}
