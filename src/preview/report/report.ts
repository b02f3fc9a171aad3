/** The preview as one self-contained file: to send to a colleague, read offline, and print. */
import { createHash } from 'node:crypto';
import type { Analysis, Course, CourseNode, Experiment, Store } from '../../index.js';
import { placeHtml } from '../../presentation/editors.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece, trusted } from '../../presentation/html.js';
import { blockView } from '../block/block-view.js';
import { CLASS } from '../experiment/experiment-class.js';
import { brokenBlocks, experimentView } from '../experiment/experiment-view.js';
import { checkedText, findingsPage } from '../findings/findings-page.js';
import { placedFindings } from '../findings/findings-places.js';
import { learnerView } from '../learner/learner-view.js';
import { outlineView } from '../outline/outline-view.js';
import { courseName } from '../page/course-name.js';
import { anchor, type Medium, type View } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { startSections } from '../start/start-view.js';
import { FRAMES_FULL, type ReportFrames, reportFrames } from './report-frames.js';
import { REPORT_SCRIPT, reportHead } from './report-head.js';
import { type ReportImages, reportImages } from './report-images.js';

interface ReportOptions {
  /** Only read. */
  readonly store: Store;
  /** The version of olx-abtest. */
  readonly version: string;
  /** Sample learners; two are shown beside each other. */
  readonly learners?: readonly string[];
  /** The number of learners in a class, 1 to 1,000,000; default 1,000. */
  readonly classSize?: number;
  /** The seed of the simulated class; default `1`. */
  readonly seed?: string;
  /** Shown with its experiment. */
  readonly analysis?: Analysis | undefined;
}

/** The same course, store and options give the same bytes: no clock is used. */
export async function reportHtml(preview: PreviewCourse, options: ReportOptions): Promise<string> {
  const images = reportImages(preview.course);
  const frames = reportFrames(preview, images);
  const learners = [...new Set(options.learners ?? [])];
  const medium = mediumOf(preview, frames, learners);
  const parts = await partsOf(preview, medium, options, learners);
  const name = courseName(preview);
  return html`${reportHead(`${name}: its experiments`, options.version)}
<body>
<a class="skip" href="#main">Skip to the content</a>
<main id="main">
<h1>${name}: its experiments</h1>
${origin(preview, options.version)}
${summaryPage(preview, medium)}
${contents(parts)}
${parts.map(partSection)}
${leftOut(images, frames)}
</main>
<script>${trusted(REPORT_SCRIPT)}</script>
</body>
</html>
`.text;
}

interface Part {
  readonly id: string;
  readonly kind: 'Outline' | 'Findings' | 'Experiments' | 'A/B blocks' | 'Learners';
  readonly view: View;
  /** Distinguishes it from others of the same name. */
  readonly where?: string;
}

async function partsOf(
  preview: PreviewCourse,
  medium: Medium,
  { store, classSize = CLASS.usual, seed = '1', analysis }: ReportOptions,
  learners: readonly string[],
): Promise<Part[]> {
  const { experiments, broken } = preview.experiments;
  const parts: Part[] = [{ id: 'outline', kind: 'Outline', view: outlineView(preview, medium) }];
  if (placedFindings(preview).all.length > 0)
    parts.push({ id: 'findings', kind: 'Findings', view: findingsPage(preview, medium) });
  for (const each of experiments) {
    const view = await experimentView(preview, medium, each, { learners: classSize, seed, store, analysis });
    parts.push({ id: experimentId(each), kind: 'Experiments', view });
  }
  if (broken.length > 0) {
    const title = 'Blocks that cannot assign learners';
    const body = html`<h1>${title}</h1>${brokenBlocks(preview, medium, broken)}`;
    parts.push({ id: 'broken', kind: 'Experiments', view: { title, body } });
  }
  for (const { node } of preview.course.blocks) {
    const view = blockView(preview, medium, node);
    parts.push({ id: blockId(preview, node), kind: 'A/B blocks', view, where: whereOf(preview, node) });
  }
  for (const [learner, other] of sampleLearners(learners)) {
    const asked = { learner, ...(other !== undefined && { other }), store };
    const view = await learnerView(preview, medium, asked);
    parts.push({ id: learnerId(learner), kind: 'Learners', view });
  }
  return parts;
}

/** The outermost and the innermost ancestor of the block. */
function whereOf(preview: PreviewCourse, node: CourseNode): string {
  const way = wayTo(preview, node);
  const ends = [...new Set([way[0], way.at(-1)])].filter((each) => each !== undefined);
  const names = ends.map((each) => visible(preview.nameOf(each))).join(' › ');
  return node.draft ? `${names} (draft)` : names;
}

/** Two are compared; with more, each has a part of its own. */
function sampleLearners(learners: readonly string[]): (readonly [string, string?])[] {
  const [first, second] = learners;
  if (first !== undefined && second !== undefined && learners.length === 2) return [[first, second]];
  return learners.map((learner) => [learner] as const);
}

function mediumOf(preview: PreviewCourse, frames: ReportFrames, learners: readonly string[]): Medium {
  return {
    outline: () => '#outline',
    block: (node) => (node.block === null ? '#outline' : `#${blockId(preview, node)}`),
    experiment: (experiment) => `#${experimentId(experiment)}`,
    learner: (learner) => (learners.includes(learner) ? `#${learnerId(learner)}` : null),
    frame: (node, title, choice) => frames.frame(node, title, choice?.reader),
    findings: (node) => (node == null || node.block === null ? '#findings' : `#${blockId(preview, node)}`),
    place: (place) => placeHtml(preview.course, place),
    isLive: false,
  };
}

const blockId = (preview: PreviewCourse, node: CourseNode): string => anchor('block', preview.idOf(node));
const experimentId = ({ key }: Experiment): string => anchor('experiment', key);
const learnerId = (learner: string): string => anchor('learner', learner);

/** One page first: the experiments, what differs in each place, and the findings. */
function summaryPage(preview: PreviewCourse, medium: Medium): Html {
  return html`<section class="summary-page" id="summary">${startSections(preview, medium)}
<p class="on-paper soft">${ON_PAPER}</p></section>`;
}

/** What paper leaves out, since the file on a screen has it. */
const ON_PAPER =
  'On paper, what a group shares with the group beside it is printed once, long texts are shortened to what differs, and what a learner sees is named and not repeated. The outline, content that is the same for all learners, comparisons word by word and folded details are in the file.';

function partSection({ id, view }: Part): Html {
  return html`<section class="part" id="${id}">
${demoted(view.body)}
<p class="up"><a href="#main">Up to the contents</a></p>
</section>`;
}

/** Headings one level lower. Every `<` from an author is escaped, so only our own tags match. */
function demoted({ text }: Html): Html {
  return trusted(
    text.replace(/<(\/?)h([1-5])\b/g, (_, slash: string, level: string) => `<${slash}h${Number(level) + 1}`),
  );
}

function contents(parts: readonly Part[]): Html {
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  const lists = kinds.map((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    if (kind === 'Outline' || kind === 'Findings') return html`<li><a href="#${own[0]!.id}">${kind}</a></li>`;
    return html`<li>${kind}<ul>${own.map(({ id, view, where }) => html`<li><a href="#${id}">${view.title}</a>${where && html` <span class="soft">${where}</span>`}</li>`)}</ul></li>`;
  });
  return html`<nav class="contents" aria-label="Contents"><ul>${lists}</ul></nav>`;
}

/** The origin of the report, without the time: two reports of the same course are identical. */
function origin(preview: PreviewCourse, version: string): Html {
  const { course } = preview;
  return html`<p>${checkedText(preview)}</p>
<p class="soft">Made by olx-abtest ${version} from <span class="code">${visible(course.label)}</span>, fingerprint <span class="code">${fingerprint(course)}</span>: the same as long as no XML, JSON or HTML file of the course changes.</p>`;
}

function fingerprint({ files }: Course): string {
  const hash = createHash('sha256');
  for (const path of files.paths()) {
    if (!/\.(xml|json|html)$/i.test(path)) continue;
    const bytes = files.read(path);
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Each with its reason, so that one can do something about it. */
function leftOut(images: ReportImages, frames: ReportFrames): Piece {
  const files = [...images.left]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, reason]) => html`<li><span class="code">static/${visible(path)}</span>: ${reason}</li>`);
  const blocks = frames.left.map((name) => html`<li>${name}: ${FRAMES_FULL}</li>`);
  if (files.length + blocks.length === 0) return null;
  return html`<section class="part"><h2>What this file leaves out</h2>
${files.length > 0 && html`<h3>Files of the content</h3><ul>${files}</ul>`}
${blocks.length > 0 && html`<h3>The content of blocks</h3><ul>${blocks}</ul>`}</section>`;
}
