/** The course as a learner would see it, with the reason for each group; optionally compared with a second learner. */
import {
  AbtestError,
  courseKeyOf,
  createRuntime,
  type FlagGate,
  type SeenNode,
  type Store,
} from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import type { Medium, View } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { type LearnerAccess, learnerAccess } from './learner-access.js';
import { type Difference, LearnerOutline, type Sight } from './learner-outline.js';
import { groupText, who } from './learner-words.js';

interface LearnerAsked {
  /** Empty when no learner was entered yet. */
  readonly learner: string;
  readonly other?: string;
  /** Whether right answers, hints and solutions are shown too; default false. */
  readonly showsAnswers?: boolean;
  /** Only read. */
  readonly store: Store;
  /** The gate of the flags that experiments are bound to; called once for each view, so that its answers are consistent. */
  readonly flags?: () => Promise<FlagGate>;
}

const MOST_TITLE_LETTERS = 60;
/** The most UTF-16 units that stores accept. */
const MOST_NAME_LETTERS = 1000;

/** Errors that are shown in the view with the form: an invalid name, course or flags. */
const SAID: readonly string[] = ['bad-argument', 'bad-configuration', 'course-refused'];

/** @throws AbtestError `store-…` when the store fails */
export async function learnerView(
  preview: PreviewCourse,
  medium: Medium,
  { learner, other = '', showsAnswers = false, store, flags }: LearnerAsked,
): Promise<View> {
  const asked = learner === '' ? [other] : [learner, other];
  const learners = [...new Set(asked.filter((each) => each !== ''))];
  const title = learners.length === 0 ? 'As a learner' : learners.map(short).join(' and ');
  const heading = learners.length === 0 ? html`As a learner` : html`As ${joined(learners.map(who))}`;
  const above = html`<h1>${heading}</h1>${medium.isLive && form(learner, other, showsAnswers)}`;
  if (learners.length === 0) return { title, body: html`${above}${INTRODUCTION}` };
  try {
    const body = await sightsOf(preview, medium, { learners, showsAnswers, store, flags: await flags?.() });
    return { title, body: html`${above}${body}` };
  } catch (error) {
    if (!(error instanceof AbtestError) || !SAID.includes(error.code)) throw error;
    return { title, body: html`${above}${trouble(error)}` };
  }
}

function trouble({ message, hint }: AbtestError): Html {
  return html`<div class="trouble" role="alert"><p>${visible(message)}.</p>${hint && html`<p class="soft">${visible(hint)}</p>`}</div>`;
}

const INTRODUCTION = html`<p>Enter a username to see the course as this learner would, and why. Nothing is stored.
With a second one the two stand beside each other, and what differs is marked.</p>`;

interface SightsAsked {
  readonly learners: readonly string[];
  readonly showsAnswers: boolean;
  readonly store: Store;
  readonly flags: FlagGate | undefined;
}

async function sightsOf(
  preview: PreviewCourse,
  medium: Medium,
  { learners, showsAnswers, store, flags }: SightsAsked,
): Promise<Html> {
  const { course, experiments } = preview;
  const runtime = createRuntime({ store, scope: courseKeyOf(course) ?? '', ...(flags && { flags }) });
  const sights: Sight[] = [];
  const access: LearnerAccess[] = [];
  for (const learner of learners) {
    const seen = await runtime.outlineFor(course, learner, 'peek');
    if (seen === null) return html`<p>The course could not be read, so there is nothing to see.</p>`;
    sights.push({ learner, seen });
    access.push(await learnerAccess(preview, runtime, learner));
  }
  const outline = new LearnerOutline(preview, medium, access, showsAnswers);
  const root = html`<ul class="seen">${outline.item(sights)}</ul>`;
  const none =
    experiments.experiments.length + experiments.broken.length === 0 &&
    html`<p>The course has no A/B blocks: all learners see the same content.</p>`;
  const drawn =
    medium.isLive &&
    sights.some(({ seen }) => hasUnrecorded(seen)) &&
    html`<p class="soft">Where no group is recorded, the group follows from the name. Open edX draws at random, and may assign another one.</p>`;
  return html`${none}${drawn}${summary(preview, medium, sights, outline.differences)}${root}`;
}

function form(learner: string, other: string, showsAnswers: boolean): Html {
  const field = (name: string, value: string): Html =>
    html`<input name="${name}" value="${value}" maxlength="${MOST_NAME_LETTERS}" autocomplete="off" autocapitalize="none" spellcheck="false">`;
  return html`<form class="ask" method="get">
<label>Learner ${field('learner', learner)}</label>
<label>Beside (optional) ${field('other', other)}</label>
<label class="switch"><input type="checkbox" name="answers" value="1"${showsAnswers && html` checked`}> Show answers, hints and solutions</label>
<button>Show</button>
</form>`;
}

/** The number of experiments in which two learners differ, with links to the places; for one learner, a link to share. */
function summary(
  preview: PreviewCourse,
  medium: Medium,
  sights: readonly Sight[],
  differences: readonly Difference[],
): Piece {
  const [first, second] = sights as [Sight, Sight | undefined];
  const address = medium.learner(first.learner, second?.learner);
  const link = medium.isLive && address !== null && html` <a href="${address}">Link to this view</a>`;
  if (second === undefined) return link && html`<p>${link}</p>`;
  const [met, alsoMet] = [groupsMet(first.seen), groupsMet(second.seen)];
  const all = new Set([...met.keys(), ...alsoMet.keys()]);
  const differing = [...all].filter((key) => met.get(key) !== alsoMet.get(key));
  const said =
    differing.length === 0
      ? `They see the same in ${all.size === 1 ? 'the one experiment' : `all ${all.size} experiments`}.`
      : `They differ in ${differing.length} of ${all.size} experiment${all.size === 1 ? '' : 's'}.`;
  const places = [...byExperiment(preview, differences)].map(([experiment, list]) => {
    const [{ groups, node }] = list as [Difference];
    const each = sights.map(({ learner }, index) => html`${who(learner)}: ${groups[index] ?? 'no group'}`);
    const links = list.map(({ id, node: at }) => html`<a href="#${id}">${visible(preview.nameOf(at))}</a>`);
    return html`<li>${visible(experiment ?? preview.nameOf(node))} (${joined(each, ', ')}): ${joined(links, ', ')}</li>`;
  });
  return html`<div class="card compared"><p><strong>${said}</strong>${link}</p>${places.length > 0 && html`<ul>${places}</ul>`}</div>`;
}

/** The places of each experiment: two learners differ in it once, however many places it has. */
function byExperiment(
  preview: PreviewCourse,
  differences: readonly Difference[],
): Map<string | undefined, Difference[]> {
  const places = new Map<string | undefined, Difference[]>();
  for (const each of differences) {
    const experiment = preview.experimentOf(each.node)?.name;
    places.set(experiment, [...(places.get(experiment) ?? []), each]);
  }
  return places;
}

function hasUnrecorded({ decision, children }: SeenNode): boolean {
  return decision?.reason === 'split' || children.some(hasUnrecorded);
}

/** The group of each experiment that the learner encounters in the course. */
function groupsMet(seen: SeenNode, met = new Map<string, string | null>()): Map<string, string | null> {
  const { decision } = seen;
  if (decision !== null && decision.experiment !== null) met.set(decision.experiment, groupText(decision));
  for (const child of seen.children) groupsMet(child, met);
  return met;
}

function joined(pieces: readonly Html[], between = ' and '): Piece {
  return pieces.map((piece, index) => [index > 0 && between, piece]);
}

function short(learner: string): string {
  const text = visible(learner);
  return text.length <= MOST_TITLE_LETTERS ? text : `${text.slice(0, MOST_TITLE_LETTERS - 1)}…`;
}
