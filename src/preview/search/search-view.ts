/** The page of a search: experiments, groups, names and texts in which all words occur. */
import type { CourseNode } from '../../index.js';
import { assignableName, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { counted } from '../differs/words.js';
import type { Medium, View } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { textIndex } from './text-index.js';

const MOST_FOUND = 200;
/** Letters of a text that are shown around the first word that was found. */
const AROUND = 60;

export async function searchView(preview: PreviewCourse, medium: Medium, search: string): Promise<View> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const title = words.length === 0 ? 'Search' : `Search: ${visible(search.trim())}`;
  if (words.length === 0)
    return {
      title,
      body: html`<h1>${title}</h1><p>Enter words in the field above: names of blocks, experiments and groups, and words of texts are searched.</p>`,
    };
  const named = experimentItems(preview, medium, words);
  const blocks = await blockItems(preview, medium, words);
  const total = named.length + blocks.length;
  const shown = [...named, ...blocks.slice(0, MOST_FOUND)];
  return {
    title,
    body: html`<h1>${title}</h1><p role="status">${total === 0 ? 'Nothing was found.' : `${total.toLocaleString('en')} found`}${blocks.length > MOST_FOUND && `; the first ${counted(MOST_FOUND, 'block')} are shown`}</p>
<ul class="found">${shown}</ul>`,
  };
}

function experimentItems({ experiments }: PreviewCourse, medium: Medium, words: readonly string[]): Html[] {
  return experiments.experiments
    .filter(({ name, key, division }) => {
      const all = [name, key, ...division.groups.map(assignableName)].join('\n').toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .map(
      (
        experiment,
      ) => html`<li><a href="${medium.experiment(experiment)}">${marked(visible(experiment.name), words)}</a> <span class="tag">experiment</span>
<p class="soft">${experiment.division.groups.map((arm, index) => [index > 0 && ', ', marked(assignableName(arm), words)])}</p></li>`,
    );
}

async function blockItems(preview: PreviewCourse, medium: Medium, words: readonly string[]): Promise<Html[]> {
  const texts = await textIndex(preview);
  const { viewpoint } = medium;
  const items: Html[] = [];
  for (const node of preview.course.nodes) {
    if (node.parents.length === 0 && node === preview.course.root) continue;
    const name = preview.nameOf(node);
    const text = texts.get(node) ?? '';
    const about = [name, node.tag, node.urlName ?? '', preview.experimentOf(node)?.name ?? '']
      .join('\n')
      .toLowerCase();
    const lower = text.toLowerCase();
    if (!words.every((word) => about.includes(word) || lower.includes(word))) continue;
    if (viewpoint?.sees(node) === false) continue;
    items.push(blockItem(preview, medium, node, name, text, words));
  }
  return items;
}

function blockItem(
  preview: PreviewCourse,
  medium: Medium,
  node: CourseNode,
  name: string,
  text: string,
  words: readonly string[],
): Html {
  const way = wayTo(preview, node).map((each) => preview.nameOf(each));
  const excerpt = excerptOf(text, words);
  return html`<li><a href="${medium.block(node)}">${marked(name, words)}</a> <span class="tag">${node.tag}</span>
<p class="soft"><bdi>${way.join(' › ')}</bdi></p>${excerpt !== '' && html`<p>${marked(excerpt, words)}</p>`}</li>`;
}

/** The text around the first word that occurs in it; empty where none does. */
function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const at = Math.min(...words.map((word) => lower.indexOf(word)).filter((index) => index >= 0));
  if (!Number.isFinite(at)) return '';
  const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, at - AROUND)));
  const to = Math.min(text.length, at + AROUND * 2);
  return visible(
    `${from > 0 ? '…' : ''}${text.slice(from, to).replace(/\s+/g, ' ').trim()}${to < text.length ? '…' : ''}`,
  );
}

/** The words that were found are marked. */
function marked(text: string, words: readonly string[]): Piece {
  const pattern = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  return text
    .split(new RegExp(`(${pattern})`, 'iu'))
    .map((part, index) => (index % 2 === 1 ? html`<mark class="hit">${part}</mark>` : part));
}

/** The field in the header. @param kept the parameters of the viewpoint */
export function searchField(search: string, kept: Readonly<Record<string, string>>): Html {
  const hidden = Object.entries(kept).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="search" action="/search" role="search" aria-label="Search the course">${hidden}<input type="search" name="q" value="${search}" placeholder="Search (/)" aria-label="Search the course" aria-keyshortcuts="/" autocomplete="off" data-search><button>Search</button></form>`;
}
