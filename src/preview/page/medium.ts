/** The medium of a view: the live pages, where each view has a URL, or a report, where all views are in one file and have ids. */
import type { CourseNode, Experiment, Place } from '../../index.js';
import type { Html } from '../../presentation/html.js';
import type { Reader } from '../content/content-reader.js';
import type { Viewpoint } from '../viewpoint/viewpoint.js';

export interface Medium {
  /** URLs of the views. */
  outline(): string;
  block(node: CourseNode): string;
  experiment(experiment: Experiment): string;
  /** The page of findings: all of them, or those of a block and what is inside it. Absent where there is no such page. */
  findings?(node?: CourseNode): string;
  /** A place in a file, with the path from the course's root; a link where it can be opened. */
  place(place: Place): Html;
  /** The course as one learner sees it, or two beside each other. `null` where other learners cannot be requested. */
  learner(learner: string, other?: string): string | null;
  /** The content of a leaf in a frame of its own, where it cannot run or access anything. */
  frame(node: CourseNode, title: string, options?: FrameChoice): Html;
  /** Whether the reader can request other views (forms, another learner, another class size). */
  readonly isLive: boolean;
  /** Through whose eyes the views show the course; the author's without it. */
  readonly viewpoint?: Viewpoint | undefined;
}

/** How a leaf is framed: for whom, and whether a script makes the frame only when it becomes visible. */
export interface FrameChoice {
  /** The author by default, or the learner of the viewpoint. */
  readonly reader?: Reader;
  /** A link in place of the frame, where the medium can make the frame later. */
  readonly isLate?: boolean;
}

/** One view of the course. */
export interface View {
  readonly title: string;
  readonly body: Html;
}

/**
 * The `id` attribute of a part of a view: equal parts give equal ids, different parts different ones, and the id is
 * valid whatever they contain.
 * @param view the name of the view, so that many views can be in one file
 */
export function anchor(view: string, ...parts: readonly string[]): string {
  return [view, ...parts].map(plain).join('-');
}

function plain(part: string): string {
  return part.replace(/[^A-Za-z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`);
}
