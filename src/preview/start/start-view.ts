/** The start page: the experiments of the course, one table each, with what differs in each place. */
import type { CourseBlock, CourseNode } from '../../index.js';
import { assignableName, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { groupClass, shareText } from '../block/block-share.js';
import { counted } from '../differs/words.js';
import { descriptionOf } from '../experiment/experiment-places.js';
import { placedFindings } from '../findings/findings-places.js';
import { countBadges, countsOf, findingsList } from '../findings/findings-view.js';
import { accessSection } from '../outline/access-experiments.js';
import { courseName } from '../page/course-name.js';
import { anchor, type Medium, type View } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { otherPortions, shownArms } from '../viewpoint/shown-arms.js';
import { countsText, coursePlaces, type ExperimentPlaces, placesText } from './course-places.js';
import { placeTable } from './place-table.js';

export function startView(preview: PreviewCourse, medium: Medium): View {
  return {
    title: 'Experiments',
    body: html`<h1>${courseName(preview)}</h1>${startSections(preview, medium)}`,
  };
}

/** The start page without its heading. */
export function startSections(preview: PreviewCourse, medium: Medium): Html {
  const { course } = preview;
  const { elsewhere } = placedFindings(preview);
  return html`<p class="summary">${facts(preview, medium)}</p>
${elsewhere.length > 0 && html`<section><h2>About the course as a whole</h2>${findingsList(elsewhere, { placed: course, place: medium.place })}</section>`}
${experimentTables(preview, medium)}
${accessSection(preview, medium)}`;
}

function facts(preview: PreviewCourse, medium: Medium): Html {
  const { course } = preview;
  const key = [course.org, course.course, course.run].filter(Boolean).join(' / ');
  const badges = countBadges(countsOf(placedFindings(preview).all), medium.findings?.());
  return html`${countsText(coursePlaces(preview))} ·${badges.length > 0 ? badges : ' no findings'} <span class="soft">${key && ` · ${key}`}${medium.isLive && html` · <span class="code">${visible(course.label)}</span>`}</span>`;
}

/** One table for each experiment, then the blocks that belong to none. */
function experimentTables(preview: PreviewCourse, medium: Medium): Piece {
  const { experiments, broken, lost, others } = coursePlaces(preview);
  if (preview.course.blocks.length === 0 && lost.length === 0)
    return html`<p class="card">The course has no A/B blocks.</p>`;
  const sections = experiments.map((each) => experimentSection(preview, medium, each));
  return html`${sections}${section(preview, medium, 'Blocks that cannot assign learners', broken, lost)}${section(preview, medium, 'Drafts, and blocks that nothing points to', others)}`;
}

function experimentSection(
  preview: PreviewCourse,
  medium: Medium,
  { experiment, blocks, lost }: ExperimentPlaces,
): Html {
  const { name, key, block } = experiment;
  const id = anchor('start', key);
  const arms = shownArms(experiment);
  const shares = arms.map(({ arm }) => shareText(arm.group));
  const isEqual = new Set(shares).size === 1;
  const uneven = otherPortions(experiment).length;
  const groups = arms.map(({ arm }, index) => {
    const colour = groupClass(block.groups.indexOf(arm.group));
    return html`<li class="${colour}"><bdi>${assignableName(arm)}</bdi>${!isEqual && html` <span class="soft">${shares[index]}</span>`}</li>`;
  });
  const size = `${counted(arms.length, 'group')}${isEqual ? ` of ${shares[0]}` : ''}`;
  return html`<section class="experiment-table" aria-labelledby="${id}"><div class="head"><h2 id="${id}"><a href="${medium.experiment(experiment)}">${visible(name)}</a></h2>
<p class="soft">${placesText(blocks, lost)} · ${size}${uneven > 0 && ` · other portions in ${counted(uneven, 'place')}`}</p>${descriptionOf(experiment, 'on-screen')}<ul class="legend">${groups}</ul></div>
${placeTable(preview, medium, `Places of ${visible(name)}`, blocks, lost)}</section>`;
}

function section(
  preview: PreviewCourse,
  medium: Medium,
  title: string,
  blocks: readonly CourseBlock[],
  lost: readonly CourseNode[] = [],
): Piece {
  if (blocks.length + lost.length === 0) return null;
  const id = anchor('start', 'other', title);
  return html`<section class="experiment-table" aria-labelledby="${id}"><div class="head"><h2 id="${id}">${title}</h2></div>
${placeTable(preview, medium, `Places: ${title}`, blocks, lost)}</section>`;
}
