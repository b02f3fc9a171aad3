/** The outline of the course with its A/B blocks marked and the findings in place. */
import type { CourseNode } from '../../index.js';
import { type Html, html } from '../../presentation/html.js';
import { courseName } from '../page/course-name.js';
import { anchor, type Medium, type View } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { branchItem } from './outline-item.js';
import { type Branch, OutlineTree, searched, withBlocks, wordsOf } from './outline-tree.js';

interface OutlineAsked {
  /** Show only what matches these words, and its ancestors. */
  readonly search?: string;
}

export function outlineView(
  preview: PreviewCourse,
  medium: Medium,
  { search = '' }: OutlineAsked = {},
): View {
  return {
    title: 'Course',
    body: html`<h1>${medium.isLive ? courseName(preview) : 'Course'}</h1>
${trees(preview, medium, search)}`,
  };
}

function trees(preview: PreviewCourse, medium: Medium, search: string): Html {
  const { course } = preview;
  const wanted = wordsOf(search);
  const tree = new OutlineTree(preview, medium.viewpoint);
  const kept = (nodes: readonly CourseNode[]): Branch[] =>
    nodes
      .map((node) => tree.branch(node))
      .map((each) => (medium.isLive ? searched(each, wanted) : withBlocks(each)))
      .filter((each) => each !== null);
  const parts = [
    { title: course.kind === 'blocks' ? 'Contents' : 'Course', branches: kept(rootsOf(course.root)) },
    { title: 'Drafts', branches: kept(course.drafts) },
    { title: 'Orphans (nothing points to these)', branches: kept(course.orphans) },
  ];
  const isFound = parts.some(({ branches }) => branches.length > 0);
  const shown = parts.filter(({ branches }) => branches.length > 0);
  return html`${medium.isLive && searchForm(medium, search)}
${medium.isLive && html`<p class="nothing"${isFound && html` hidden`}>No block matches.</p>`}
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
