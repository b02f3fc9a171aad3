/** What decides which of the blocks inside a container a learner sees: how many of what, or on what condition. */
import type { CourseNode } from '../../../index.js';
import { type Html, html, type Piece } from '../../../presentation/html.js';
import type { PreviewCourse } from '../../page/preview-course.js';
import { sourceNames } from './players.js';

/** A sentence above the blocks of a container; nothing for containers that show all of theirs to everybody. */
export function containerNote(preview: PreviewCourse, node: CourseNode): Piece {
  const { tag, element } = node;
  if (tag === 'library_content' || tag === 'itembank') return randomNote(node);
  if (tag === 'randomize')
    return html`<p class="soft">Each learner sees one of these ${node.children.length} blocks, chosen at random.</p>`;
  return tag === 'conditional' && element !== null ? conditionNote(preview, node) : null;
}

/** `max_count` is 1 by default; -1 means all. */
function randomNote({ element, children }: CourseNode): Html {
  const all = children.length;
  const most = Number.parseInt(element?.get('max_count') ?? '1', 10);
  const library = element?.get('source_library_id');
  const kind = element?.get('capa_type');
  const from = library && html` They come from the library <span class="code">${library}</span>.`;
  const only = kind && kind !== 'any' && html` Only problems of the kind ${kind} are drawn.`;
  if (all === 0) return html`<p class="soft">No blocks are in it, so learners see nothing here.${from}</p>`;
  if (Number.isNaN(most) || most < 0 || most >= all)
    return html`<p class="soft">Each learner sees all ${all} of these blocks, in an order of their own.${from}${only}</p>`;
  return html`<p class="soft">Each learner sees ${most} of these ${all} blocks, chosen at random.${from}${only}</p>`;
}

/** What each condition of Open edX's conditional block asks of its sources. */
const CONDITIONS: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  completed: ['is completed', 'is not completed'],
  attempted: ['was attempted', 'was not attempted'],
  correct: ['was answered correctly', 'was not answered correctly'],
  submitted: ['was submitted', 'was not submitted'],
  voted: ['was voted in', 'was not voted in'],
  vote: ['was answered with this choice', 'was not answered with this choice'],
  poll_answer: ['was answered', 'was not answered'],
};

function conditionNote(preview: PreviewCourse, { element }: CourseNode): Html {
  const [name, words] = Object.entries(CONDITIONS).find(([each]) => element?.get(each) !== null) ?? [];
  const value = name === undefined ? '' : (element?.get(name) ?? '');
  const sources = sourceNames(element?.get('sources') ?? null).map((each) => titleOf(preview, each));
  const list = sources.map((each, index) => html`${index > 0 && ', '}<b>${each}</b>`);
  if (sources.length === 0)
    return html`<p class="soft">A conditional block without a source: learners see only its message.</p>`;
  const says = /^(true|false)$/i.test(value) ? '' : ` (${name}: ${value})`;
  const condition =
    words === undefined ? 'meets its condition' : /^false$/i.test(value) ? words[1] : words[0];
  return html`<p class="soft">Learners see this only if ${list} ${condition}${says}.</p>`;
}

function titleOf(preview: PreviewCourse, urlName: string): string {
  const node = preview.course.nodes.find((each) => each.urlName === urlName);
  return node === undefined ? urlName : preview.nameOf(node);
}
