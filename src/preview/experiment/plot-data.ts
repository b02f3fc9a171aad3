/** The data of a class's plot: the share of each group as the class fills, and the expected range. */
import { binomialRange, type Experiment } from '../../index.js';
import { fillGroups } from '../../presentation/filling.js';
import { assignableName } from '../../presentation/group-words.js';
import { shareText } from '../block/block-share.js';
import { shownArms } from '../viewpoint/shown-arms.js';

/** One group, with its share of the class at each moment. */
export interface Series {
  readonly name: string;
  readonly portion: string;
  /** The portion as a number. */
  readonly share: number;
  /** Its index in the block, which determines its colour. */
  readonly index: number;
  readonly shares: readonly number[];
}

/** The range in which the share of a group is expected at each moment; groups with equal portions share one band. */
export interface Band {
  readonly share: number;
  readonly indexes: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface PlotData {
  /** The number of learners at each moment; whole and rising. */
  readonly moments: readonly number[];
  /** Whether the moments are spaced by equal factors instead of equal steps. */
  readonly isLog: boolean;
  readonly series: readonly Series[];
  readonly bands: readonly Band[];
  /** The number of groups that are not drawn, since too many lines cannot be told apart. */
  readonly left: number;
  /** The final sizes of all groups. */
  readonly sizes: readonly number[];
}

/** The fraction of classes that lie within the band. */
const BAND_LEVEL = 0.95;
const MOST_MOMENTS = 400;
const MOST_SERIES = 8;
/** Smaller classes are drawn learner by learner. */
const SMALLEST_LOG = 200;
/** Shares among the first few learners vary arbitrarily; a log scale would give them half of the plot. */
const FIRST_LOG_MOMENT = 10;

export function plotData(experiment: Experiment, learners: number, seed: string): PlotData {
  const { key, division, block } = experiment;
  const isLog = learners >= SMALLEST_LOG;
  const moments = isLog ? logMoments(learners) : Array.from({ length: learners }, (_, index) => index + 1);
  const filled = fillGroups(division.choice, key, seed, moments);
  const all = shownArms(experiment).map(({ arm, index }) => ({
    name: assignableName(arm),
    portion: shareText(arm.group),
    share: division.choice.pairs[index]![1],
    index: block.groups.indexOf(arm.group),
    shares: filled.map(({ sizes, learners: n }) => sizes[index]! / n),
  }));
  const drawn = [...all].sort((a, b) => b.share - a.share).slice(0, MOST_SERIES);
  return {
    moments,
    isLog,
    series: all.filter((each) => drawn.includes(each)),
    bands: bandsOf(drawn, moments),
    left: all.length - drawn.length,
    sizes: filled.at(-1)?.sizes ?? division.groups.map(() => 0),
  };
}

function bandsOf(series: readonly Series[], moments: readonly number[]): Band[] {
  const shares = [...new Set(series.map(({ share }) => share))].filter((share) => share > 0 && share < 1);
  return shares.map((share) => {
    const ranges = moments.map((n) => binomialRange(n, share, BAND_LEVEL).map((size) => size / n));
    return {
      share,
      indexes: series.filter((each) => each.share === share).map(({ index }) => index),
      low: ranges.map(([low]) => low!),
      high: ranges.map(([, high]) => high!),
    };
  });
}

function logMoments(learners: number): number[] {
  const factor = learners / FIRST_LOG_MOMENT;
  const moments = Array.from({ length: MOST_MOMENTS }, (_, index) =>
    Math.round(FIRST_LOG_MOMENT * factor ** (index / (MOST_MOMENTS - 1))),
  );
  return [...new Set(moments)];
}
