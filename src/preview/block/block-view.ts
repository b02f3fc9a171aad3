/** The page of one block: for an A/B block its groups side by side, for any other block its content and settings. */
import type { Block, CourseNode } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { definitionOf, sourceLines } from '../content/content-source.js';
import { containerNote } from '../content/kinds/containers.js';
import { pairingOf } from '../differs/pairing.js';
import { placedFindings } from '../findings/findings-places.js';
import { findingsList } from '../findings/findings-view.js';
import { anchor, type Medium, type View } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { absenceOf, absenceText, lossOf } from '../viewpoint/shown-blocks.js';
import { childrenOf } from '../viewpoint/viewpoint.js';
import { comparisonMark } from './block-comparison.js';
import { content, groupContent, inside, type Rendering, shownChildren } from './block-content.js';
import { BlockPaper } from './block-paper.js';
import { groupClass, groupName, shareBar, sharesBar, shareText } from './block-share.js';
import { whatDiffers } from './block-what-differs.js';

export function blockView(preview: PreviewCourse, medium: Medium, node: CourseNode): View {
  const title = preview.nameOf(node);
  const { block } = node;
  const placed = placedFindings(preview);
  const findings = block === null ? placed.of(node) : placed.within(node);
  const place = block?.place ?? node.element?.tagPlace ?? node.place;
  return {
    title,
    body: html`${trail(preview, medium, node)}
<h1>${title} <span class="tag">${node.tag}</span></h1>
<p class="soft"><span class="file">${medium.place(place)}</span>${node.draft && html` <span class="badge">a draft, not published</span>`}${
      block && html` <span class="of-experiment">${experimentText(preview, medium, node, block)}</span>`
    }</p>
${findings.length > 0 && html`<section aria-label="Findings">${findingsList(findings, { open: true, place: medium.place, ...(medium.isLive && { explained: new Set<string>(), view: preview.idOf(node) }) })}</section>`}
${block === null ? [lossLine(preview, node), plainBlock(preview, medium, node)] : abBlock(preview, medium, node, block)}
${medium.isLive && source(preview, medium, node)}`,
  };
}

function lossLine(preview: PreviewCourse, node: CourseNode): Piece {
  const loss = lossOf(preview, node);
  return loss !== null && html`<p class="trouble">Learners see nothing of this block: ${loss}.</p>`;
}

/** The place of the block: from the course down to its parent. */
function trail(preview: PreviewCourse, medium: Medium, node: CourseNode): Piece {
  const others = node.parents.length - 1;
  return html`<nav class="trail" aria-label="Place in the course, ${preview.nameOf(node)}"><ol><li><a href="${medium.outline()}">Course</a></li>${wayTo(
    preview,
    node,
  ).map(
    (each) =>
      html`<li>${medium.isLive ? html`<a href="${medium.block(each)}">${preview.nameOf(each)}</a>` : preview.nameOf(each)}</li>`,
  )}</ol>${
    others > 0 && html`<span class="soft"> and in ${others} more place${others > 1 && 's'}</span>`
  }</nav>`;
}

function experimentText(preview: PreviewCourse, medium: Medium, node: CourseNode, block: Block): Piece {
  const experiment = preview.experimentOf(node);
  if (experiment !== undefined)
    return html`experiment <a href="${medium.experiment(experiment)}">${experiment.name}</a>`;
  return block.experiment === null
    ? 'no experiment that can assign learners'
    : `experiment ${block.experiment}`;
}

function abBlock(preview: PreviewCourse, medium: Medium, node: CourseNode, block: Block): Html {
  const children = block.groups.map((group) => childrenOf(node, block, group));
  const seen = medium.viewpoint?.groupsOf(node, block) ?? block.groups;
  const isWhole = seen === block.groups;
  const pairing = isWhole ? pairingOf(preview, node, block) : undefined;
  const variants = pairing?.variants ?? seen.map((group) => ({ groups: [block.groups.indexOf(group)] }));
  const paper = medium.isLive || !pairing ? undefined : new BlockPaper(preview, pairing);
  const cards = variants.map(({ groups }, at) => {
    const [index] = groups as [number];
    const id = anchor('block', preview.idOf(node), 'group', String(index));
    // The groups are side by side, so a block that several groups show is rendered in each.
    const mark = (child: CourseNode): Piece => pairing !== undefined && comparisonMark(pairing, child, at);
    const rendering: Rendering = {
      preview,
      medium,
      mark,
      ...(paper && { paper: (child: CourseNode) => paper.of(child, at) }),
      rendered: new Set([node]),
    };
    return html`<section class="card group ${groupClass(index)}" aria-labelledby="${id}">
${groupHeading(block, groups, id)}
${absenceLines(preview, node, block, groups) ?? groupContent(rendering, children[index]!)}
</section>`;
  });
  return html`${sharesBar(block)}
${isWhole && whatDiffers(preview, medium, node, block)}
${seen.length === 0 && html`<p class="card">${medium.viewpoint?.kind === 'learner' ? 'This learner' : 'This group'} sees nothing here.</p>`}
<div class="side-by-side groups">${cards}</div>
${isWhole && unmapped(preview, medium, node, block, children.flat())}`;
}

/** Why groups that show nothing do so, with what is found in them; `null` for groups that show anything. */
function absenceLines(
  preview: PreviewCourse,
  node: CourseNode,
  block: Block,
  indexes: readonly number[],
): Piece {
  const lines = indexes.flatMap((index) => {
    const group = block.groups[index]!;
    const absence = absenceOf(preview, node, block, group);
    if (absence === null) return [];
    const text =
      indexes.length > 1
        ? html`<bdi>${groupName(group)}</bdi> ${absenceText(absence)}`
        : html`This group ${absenceText(absence)}`;
    return [html`<p class="${absence.fails ? 'trouble' : 'soft'}">${text}.</p>`];
  });
  return lines.length === 0 ? null : lines;
}

/** The names of groups that show the same, with the portion of each. */
function groupHeading(block: Block, indexes: readonly number[], id: string): Html {
  const groups = indexes.map((index) => block.groups[index]!);
  const names = indexes.map(
    (index) => html`<span class="group-name ${groupClass(index)}">${groupName(block.groups[index]!)}</span>`,
  );
  const shares = [...new Set(groups.map(shareText))];
  const portion =
    groups.length > 1 && shares.length === 1
      ? `${groups.length} × ${shares[0]}`
      : groups.map(shareText).join(' and ');
  return html`<h2 id="${id}">${names.map((name, index) => [index > 0 && ' ', name])}</h2>
<p class="share-text"><strong>${portion}</strong> <span class="soft">of the learners${groups.length > 1 && ', who see the same'}</span></p>
${indexes.map((index) => shareBar(block.groups[index]!, index))}`;
}

/** Children of a split_test that no group shows. */
function unmapped(
  preview: PreviewCourse,
  medium: Medium,
  node: CourseNode,
  block: Block,
  mapped: readonly CourseNode[],
): Piece {
  const rest = node.children.filter((child) => !mapped.includes(child));
  if (block.kind !== 'split_test' || rest.length === 0) return null;
  const rendering: Rendering = { preview, medium, rendered: new Set([node]) };
  return html`<section><h2>Shown to no group</h2><div class="card">${rest.map((child) => content(rendering, child, 3))}</div></section>`;
}

function plainBlock(preview: PreviewCourse, medium: Medium, node: CourseNode): Html {
  const rendering: Rendering = { preview, medium, rendered: new Set() };
  if (medium.viewpoint?.sees(node) === false)
    return html`<p class="card">${medium.viewpoint.kind === 'learner' ? 'This learner' : 'This group'} does not see this block.</p>`;
  if (node.children.length === 0) return html`<div class="card">${inside(rendering, node, 3)}</div>`;
  rendering.rendered.add(node);
  return html`<div class="card">${containerNote(preview, node)}${shownChildren(rendering, node.children).map((child) => content(rendering, child, 2))}</div>`;
}

/** The source of the block, with the line numbers of its file. */
function source(preview: PreviewCourse, medium: Medium, node: CourseNode): Piece {
  const { element, pointer } = node;
  const xml = element === null ? definitionOf(preview.course, node)?.xml : element.raw;
  const text = xml ?? pointer?.raw;
  if (text === undefined) return null;
  const place = element?.place ?? (xml ? null : node.place);
  const where = place === null ? html`<span class="code">${node.path}</span>` : medium.place(place);
  return html`<section><h2>Source</h2><p class="soft">${where}</p>${sourceLines(text, place?.start.line ?? 1)}</section>`;
}
