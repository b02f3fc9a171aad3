/** The start page: the experiments of the course, one table each, with what differs in each place. */
import type { CourseBlock, Experiment } from '../../index.js';
import { assignableName, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { groupClass, shareText } from '../block/block-share.js';
import { counted } from '../differs/words.js';
import { placedFindings } from '../findings/findings-places.js';
import { countBadges, countsOf, findingsList } from '../findings/findings-view.js';
import { accessSection } from '../outline/access-experiments.js';
import { courseName } from '../page/course-name.js';
import { anchor, type Medium, type View } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { countsText, coursePlaces, placesText } from './course-places.js';
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
  if (preview.course.blocks.length === 0) return html`<p class="card">The course has no A/B blocks.</p>`;
  const { experiments, broken, others } = coursePlaces(preview);
  const sections = experiments.map((each) =>
    experimentSection(preview, medium, each.experiment, each.blocks),
  );
  return html`${sections}${section(preview, medium, 'Blocks that cannot assign learners', broken)}${section(preview, medium, 'Drafts, and blocks that nothing points to', others)}`;
}

function experimentSection(
  preview: PreviewCourse,
  medium: Medium,
  experiment: Experiment,
  blocks: readonly CourseBlock[],
): Html {
  const { name, key, division, block } = experiment;
  const id = anchor('start', key);
  const shares = division.groups.map(({ group }) => shareText(group));
  const isEqual = new Set(shares).size === 1;
  const groups = division.groups.map((arm, index) => {
    const colour = groupClass(block.groups.indexOf(arm.group));
    return html`<li class="${colour}"><bdi>${assignableName(arm)}</bdi>${!isEqual && html` <span class="soft">${shares[index]}</span>`}</li>`;
  });
  const size = `${counted(division.groups.length, 'group')}${isEqual ? ` of ${shares[0]}` : ''}`;
  return html`<section class="experiment-table" aria-labelledby="${id}"><div class="head"><h2 id="${id}"><a href="${medium.experiment(experiment)}">${visible(name)}</a></h2>
<p class="soft">${placesText(blocks)} · ${size}</p><ul class="legend">${groups}</ul></div>
${placeTable(preview, medium, `Places of ${visible(name)}`, blocks)}</section>`;
}

function section(
  preview: PreviewCourse,
  medium: Medium,
  title: string,
  blocks: readonly CourseBlock[],
): Piece {
  if (blocks.length === 0) return null;
  const id = anchor('start', 'other', title);
  return html`<section class="experiment-table" aria-labelledby="${id}"><div class="head"><h2 id="${id}">${title}</h2></div>
${placeTable(preview, medium, `Places: ${title}`, blocks)}</section>`;
}
