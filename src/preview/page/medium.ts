/** What a view is shown in: the live pages, where each view has an address, or a report, where all stand in one file. */
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
