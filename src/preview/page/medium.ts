/** What a view is shown in: the live pages, where each view has an address, or a report, where all are in one file, told by ids. */
import type { CourseNode, Experiment } from '../../index.js';
import type { Html } from '../../presentation/html.js';

export interface Medium {
  /** Addresses of the views. */
  outline(): string;
  block(node: CourseNode): string;
  experiment(experiment: Experiment): string;
  /** The course as one learner sees it; with a second one beside it. `null` where nobody can be asked for. */
  learner(learner: string, other?: string): string | null;
  /** The content of a leaf in a frame of its own, where it can run nothing and reach nothing. */
  frame(node: CourseNode, title: string): Html;
  /** Can the reader ask for other views (forms, another learner, another class size)? */
  readonly isLive: boolean;
}

/** One view of the course. */
export interface View {
  readonly title: string;
  readonly body: Html;
}

/**
 * The `id` attribute of a part of a view. The same parts give the same id, other parts another one; whatever is in them, it
 * is a plain id.
 * @param view the name of the view, so that many views can be in one file
 */
export function anchor(view: string, ...parts: readonly string[]): string {
  return [view, ...parts].map(plain).join('-');
}

function plain(part: string): string {
  return part.replace(/[^A-Za-z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`);
}
