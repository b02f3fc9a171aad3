/** The outline of the course with its A/B blocks and the findings in place. */
import { type CourseBlock, type CourseNode, formatPlace } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { sharesBar } from '../block/block-share.js';
import { placedFindings } from '../findings/findings-places.js';
import { countBadges, countsOf, countText, findingsList } from '../findings/findings-view.js';
import { anchor, type Medium, type View } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { accessSection } from './access-experiments.js';
import { branchItem } from './outline-item.js';
import { type Branch, OutlineTree, searched, wordsOf } from './outline-tree.js';

interface OutlineAsked {
  /** Show only what matches these words, and its ancestors. */
  readonly search?: string;
}

export function outlineView(
  preview: PreviewCourse,
  medium: Medium,
  { search = '' }: OutlineAsked = {},
): View {
  const { course, diagnostics } = preview;
  const { elsewhere } = placedFindings(preview);
  return {
    title: 'Outline',
    body: html`<h1>${courseName(preview)}</h1>
<p class="summary">${facts(preview)}${countBadges(countsOf(diagnostics))}${diagnostics.length === 0 && html` <span class="soft">no findings</span>`}</p>
${elsewhere.length > 0 && html`<section><h2>About the course as a whole</h2>${findingsList(elsewhere, { placed: true })}</section>`}
${blocks(preview, medium, course.blocks)}
${accessSection(preview)}
${trees(preview, medium, search)}`,
  };
}

export function courseName({ course, nameOf }: PreviewCourse): string {
  const { root } = course;
  if (root === null) return course.label;
  const name = nameOf(root);
  return course.kind === 'blocks' || name === root.tag ? course.label : name;
}

function facts({ course, experiments }: PreviewCourse): Html {
  const key = [course.org, course.course, course.run].filter(Boolean).join(' / ');
  const several = experiments.experiments.length;
  return html`<span class="soft">${key && `${key} · `}<span class="code">${course.label}</span></span> · ${countText(course.blocks.length, 'A/B block')} in ${countText(several, 'experiment')}`;
}

function blocks(preview: PreviewCourse, medium: Medium, all: readonly CourseBlock[]): Piece {
  if (all.length === 0) return html`<p class="card">The course has no A/B blocks.</p>`;
  return html`<section><h2>A/B blocks</h2><ul class="blocks">${all.map(({ node, block }) => {
    const experiment = preview.experimentOf(node);
    return html`<li class="card"><h3><a href="${medium.block(node)}">${preview.nameOf(node)}</a> <span class="tag">${node.tag}</span></h3>
<p class="soft">${experiment ? html`<a href="${medium.experiment(experiment)}">${experiment.name}</a>` : (block.experiment ?? 'no experiment')} · ${whereText(preview, node)}${countBadges(countsOf(placedFindings(preview).of(node)))}</p>
${sharesBar(block)}</li>`;
  })}</ul></section>`;
}

/** The unit that contains the block, else its file. */
function whereText({ nameOf }: PreviewCourse, node: CourseNode): Piece {
  const [parent] = node.parents;
  if (node.draft) return 'draft';
  return parent === undefined
    ? html`<span class="code">${formatPlace(node.place)}</span>`
    : html`in “<bdi>${nameOf(parent)}</bdi>”`;
}

function trees(preview: PreviewCourse, medium: Medium, search: string): Html {
  const { course } = preview;
  const wanted = wordsOf(search);
  const tree = new OutlineTree(preview, medium.viewpoint);
  const kept = (nodes: readonly CourseNode[]): Branch[] =>
    nodes.map((node) => searched(tree.branch(node), wanted)).filter((each) => each !== null);
  const parts = [
    { title: course.kind === 'blocks' ? 'Contents' : 'Course', branches: kept(rootsOf(course.root)) },
    { title: 'Drafts', branches: kept(course.drafts) },
    { title: 'Orphans (nothing points to these)', branches: kept(course.orphans) },
  ];
  const isFound = parts.some(({ branches }) => branches.length > 0);
  const shown = parts.filter(({ branches }) => branches.length > 0);
  return html`${medium.isLive && searchForm(medium, search)}
<p class="nothing"${isFound && html` hidden`}>No block matches.</p>
${shown.map(
  ({ title, branches }) =>
    html`<section class="tree"><h2>${title}</h2><ul>${branches.map((each) => branchItem({ preview, medium, isSearch: wanted.length > 0 }, each))}</ul></section>`,
)}`;
}

/** The course itself is the page's title; its chapters are listed below. */
function rootsOf(root: CourseNode | null): readonly CourseNode[] {
  return root === null ? [] : root.tag === 'course' || root.tag === 'library' ? root.children : [root];
}

function searchForm(medium: Medium, search: string): Html {
  const id = anchor('outline', 'search');
  return html`<form class="ask" action="${medium.outline()}" role="search"><label for="${id}">Search the outline<input id="${id}" type="search" name="search" value="${search}" autocomplete="off" data-filter></label><button>Search</button></form>`;
}
