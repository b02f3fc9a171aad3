/** Which view is shown at which address: the one table to complete when there is a new view. */
import type { FlagGate, Store } from '../index.js';
import { blockView } from '../preview/block/block-view.js';
import { experimentsView, experimentView } from '../preview/experiment/experiment-view.js';
import { learnerView } from '../preview/learner/learner-view.js';
import { outlineView } from '../preview/outline/outline-view.js';
import type { Medium, View } from '../preview/page/medium.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';

export interface ViewRequest {
  readonly preview: PreviewCourse;
  readonly medium: Medium;
  readonly store: Store;
  /** What the flags say now that experiments are bound to. */
  readonly flags?: () => Promise<FlagGate>;
  /** Empty where the address does not have it; of several the last one. */
  asked(name: string): string;
  /** What stands in the address for the `*` of the path. */
  readonly rest: string;
}

export interface LiveView {
  readonly path: string;
  /** The name in the navigation, for views that need no more than their address. */
  readonly name?: string;
  /** `null`: there is nothing of that name. */
  view(request: ViewRequest): View | null | Promise<View | null>;
}

/** What an experiment is tried on until somebody asks for another class. */
const CLASS = '1000';
const SEED = '1';

export const VIEWS: readonly LiveView[] = [
  {
    path: '/',
    name: 'Outline',
    view: ({ preview, medium, asked }) => outlineView(preview, medium, { search: asked('search') }),
  },
  {
    path: '/block',
    view: ({ preview, medium, asked }) => {
      const node = preview.nodeOf(asked('id'));
      return node === undefined ? null : blockView(preview, medium, node);
    },
  },
  {
    path: '/experiments',
    name: 'Experiments',
    view: ({ preview, medium }) => experimentsView(preview, medium),
  },
  {
    path: '/experiment/*',
    view: ({ preview, medium, store, asked, rest }) => {
      const experiment = preview.experiments.experiments.find(({ key }) => `~${key}` === rest);
      const learners = Number(asked('learners') || CLASS);
      const seed = asked('seed') || SEED;
      return experiment === undefined
        ? null
        : experimentView(preview, medium, experiment, { learners, seed, store });
    },
  },
  {
    path: '/learner',
    name: 'As a learner',
    view: ({ preview, medium, store, flags, asked }) => {
      const [learner, other] = [asked('learner'), asked('other')];
      return learnerView(preview, medium, { learner, other, store, ...(flags && { flags }) });
    },
  },
];
