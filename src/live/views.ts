/** The table of addresses and views; a new view is added here. */
import type { Analysis, FlagGate, Store } from '../index.js';
import { inSlices } from '../internal/content.js';
import { blockView } from '../preview/block/block-view.js';
import { blockDiffers } from '../preview/differs/block-differs.js';
import { experimentView } from '../preview/experiment/experiment-view.js';
import { findingsPage } from '../preview/findings/findings-page.js';
import { placedFindings } from '../preview/findings/findings-places.js';
import { learnerView } from '../preview/learner/learner-view.js';
import { outlineView } from '../preview/outline/outline-view.js';
import type { Medium, View } from '../preview/page/medium.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';
import { searchView } from '../preview/search/search-view.js';
import { startView } from '../preview/start/start-view.js';

export interface ViewRequest {
  readonly preview: PreviewCourse;
  readonly medium: Medium;
  readonly store: Store;
  /** The current gate of the flags that experiments are bound to. */
  readonly flags?: () => Promise<FlagGate>;
  /** Shown with its experiment. */
  readonly analysis?: Analysis | undefined;
  /** A parameter of the query: empty where it is absent; the last of several. */
  asked(name: string): string;
  /** The part of the address that the `*` of the path matches. */
  readonly rest: string;
}

export interface LiveView {
  readonly path: string;
  /** The name in the navigation, for views whose address is fixed. */
  readonly name?: string;
  /** The number that the navigation shows beside the name. */
  count?(preview: PreviewCourse): number;
  /** `null` when there is nothing of that name. */
  view(request: ViewRequest): View | null | Promise<View | null>;
}

/** The class size for simulations until another one is chosen. */
const CLASS = '1000';
const SEED = '1';

export const VIEWS: readonly LiveView[] = [
  {
    path: '/',
    name: 'Experiments',
    view: async ({ preview, medium }) => {
      await inSlices(preview.course.blocks, ({ node, block }) => blockDiffers(preview, node, block));
      return startView(preview, medium);
    },
  },
  {
    path: '/course',
    name: 'Course',
    view: async ({ preview, medium, asked }) => {
      // Titles of leaves are in their files.
      await inSlices(preview.course.nodes, preview.titleOf);
      return outlineView(preview, medium, { search: asked('search') });
    },
  },
  {
    path: '/block',
    view: ({ preview, medium, asked }) => {
      const node = preview.nodeOf(asked('id'));
      return node === undefined ? null : blockView(preview, medium, node);
    },
  },
  {
    path: '/findings',
    name: 'Findings',
    count: (preview) => placedFindings(preview).all.length,
    view: ({ preview, medium, asked }) => {
      const id = asked('in');
      const node = id === '' ? null : preview.nodeOf(id);
      return node === undefined ? null : findingsPage(preview, medium, node);
    },
  },
  {
    path: '/search',
    view: ({ preview, medium, asked }) => searchView(preview, medium, asked('q')),
  },
  {
    path: '/experiment/*',
    view: ({ preview, medium, store, analysis, asked, rest }) => {
      const experiment = preview.experiments.experiments.find(({ key }) => `~${key}` === rest);
      const learners = Number(asked('learners') || CLASS);
      const seed = asked('seed') || SEED;
      return experiment === undefined
        ? null
        : experimentView(preview, medium, experiment, { learners, seed, store, analysis });
    },
  },
  {
    path: '/learner',
    name: 'As a learner',
    view: ({ preview, medium, store, flags, asked }) => {
      const viewed = medium.viewpoint?.query.who ?? '';
      const [learner, other] = [asked('learner') || viewed, asked('other')];
      const showsAnswers = asked('answers') === '1';
      return learnerView(preview, medium, { learner, other, showsAnswers, store, ...(flags && { flags }) });
    },
  },
];
