/**
 * The page of one experiment: its groups, where it occurs, a simulated class and its assignments.
 */
import { type Analysis, type CourseBlock, courseKeyOf, type Experiment, type Store } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';
import { blockDiffers } from '../differs/block-differs.js';
import { counted } from '../differs/words.js';
import { evidenceSection } from '../evidence/evidence-section.js';
import type { Medium, View } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { shownArms } from '../viewpoint/shown-arms.js';
import { classSection } from './experiment-class.js';
import { descriptionOf, errorsOf, placesOf } from './experiment-places.js';
import { sightsTable } from './experiment-sights.js';
import { standingSection } from './experiment-standing.js';
import { groupTable } from './experiment-table.js';
import { troubleSection } from './experiment-trouble.js';

interface ExperimentAsked {
  /** The number of learners in a class; an invalid number is reported in the view. */
  readonly learners: number;
  readonly seed: string;
  /** Only read. */
  readonly store: Store;
  /** An analysis of an experiment of the course. */
  readonly analysis?: Analysis | undefined;
}

/** @throws AbtestError `store-…` when the store fails */
export async function experimentView(
  preview: PreviewCourse,
  medium: Medium,
  experiment: Experiment,
  { learners, seed, store, analysis }: ExperimentAsked,
): Promise<View> {
  const scope = courseKeyOf(preview.course) ?? '';
  const title = visible(experiment.name);
  const body = html`<h1>${title}</h1>
<p>${inWords(preview, experiment)}</p>
${descriptionOf(experiment, '')}
${troubleSection(preview, medium, experiment)}
<h2>Groups</h2>
${portions(experiment)}
<h2>What each group sees</h2>
${sightsTable(preview, medium, experiment)}
${analysis?.key === experiment.key && evidenceSection(analysis)}
${await standingSection(experiment, store, scope)}
${classSection(experiment, learners, seed, medium)}
<details class="numbers"${!medium.isLive && html` open`}><summary>How it is written and stored</summary><p>${aboutText(experiment)}. Assignments are stored under <code>${visible(experiment.key)}</code>.</p></details>`;
  return { title, body };
}

/** `Learners are divided into 2 groups; they see different content in 3 of 4 places.` */
function inWords(preview: PreviewCourse, experiment: Experiment): string {
  const { blocks } = experiment;
  const differing = blocks.filter(
    ({ node, block }) => blockDiffers(preview, node, block).variants.length > 1,
  );
  const where =
    differing.length === blocks.length
      ? `in ${blocks.length === 1 ? 'one place' : `all ${blocks.length} places`}`
      : `in ${differing.length} of ${counted(blocks.length, 'place')}`;
  return `Learners are divided at random into ${counted(shownArms(experiment).length, 'group')}, which see different content ${where}.`;
}

export function brokenBlocks(
  preview: PreviewCourse,
  medium: Medium,
  broken: readonly CourseBlock[],
): Html | false {
  if (broken.length === 0) return false;
  const items = broken.map(
    (each) => html`<li>${placesOf(preview, medium, [each])}${errorsOf(preview, each)}</li>`,
  );
  return html`<h2>Blocks that cannot assign learners</h2><p>They assign no learner to a group, and show nothing.</p><ul class="broken">${items}</ul>`;
}

function portions(experiment: Experiment): Html {
  const { groups: arms, choice } = experiment.division;
  return groupTable(
    experiment,
    [],
    arms.map((arm, index) => ({
      arm,
      share: choice.pairs[index]![1],
      numbers: [],
    })),
  );
}

function aboutText(experiment: Experiment): string {
  const { block, blocks } = experiment;
  const arms = shownArms(experiment);
  const partition = block.kind === 'split_test' ? `, partition ${block.partitionId}` : '';
  const count = `${blocks.length} block${blocks.length === 1 ? '' : 's'}`;
  return `${block.kind}${partition}: ${arms.length} group${arms.length === 1 ? '' : 's'} in ${count}`;
}
