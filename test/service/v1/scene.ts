/** What the tests of our own API share: two courses, one of them broken, and paths to what is in them. */
import { type Course, loadCourse } from '../../../src/index.js';
import type { Running } from '../service.js';

export interface Scene {
  readonly service: () => Running;
  /** Somebody new. */
  readonly learner: () => string;
}

export const V1 = '/api/abtest/v1';
export const COURSE = 'course-v1:HiveX+BEE101+2026_T1';
export const TONE = 'Tone of the texts';
export const HINTS = 'Swarm hints';
export const WELCOME = `block-v1:HiveX+BEE101+2026_T1+type@abtest+block@welcome`;
export const SWARM = `block-v1:HiveX+BEE101+2026_T1+type@split_test+block@swarm_hints`;
/** A single file: no course key; one block that works, one whose portions are too much, one without a name. */
export const LONE = 'lone.xml';

const LONE_TEXT = `<vertical url_name="page">
  <abtest url_name="fine" experiment="Fine"><group name="a" portion="1"><html url_name="x">seen</html></group></abtest>
  <abtest url_name="much" experiment="Much"><group name="a" portion="1.5"><html url_name="y">never</html></group></abtest>
  <abtest experiment="Fine"><group name="a" portion="1"><html url_name="z">seen too</html></group></abtest>
</vertical>`;

export async function coursesOf(): Promise<Course[]> {
  const root = new URL('../../../fixtures/courses/sample', import.meta.url).pathname;
  const sample = await loadCourse(root);
  const lone = await loadCourse({ text: LONE_TEXT, file: LONE });
  return [sample.course, lone.course];
}

export function assignment(experiment: string, learner: string, course = COURSE): string {
  return path('courses', course, 'experiments', experiment, 'assignments', learner);
}

export function everything(learner: string, query = ''): string {
  return `${path('courses', COURSE, 'learners', learner)}${query}`;
}

export function children(block: string, learner: string, course = COURSE): string {
  return path('courses', course, 'blocks', block, 'children', learner);
}

export function exposure(block: string, learner: string, course = COURSE): string {
  return path('courses', course, 'blocks', block, 'exposures', learner);
}

/** For pages that know the experiment and not the block. */
export function experimentExposure(experiment: string, learner: string, course = COURSE): string {
  return path('courses', course, 'experiments', experiment, 'exposures', learner);
}

export function path(...segments: readonly string[]): string {
  return `${V1}/${segments.map(encodeURIComponent).join('/')}`;
}
