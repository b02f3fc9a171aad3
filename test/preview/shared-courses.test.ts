import { expect, test } from 'vitest';
import { loadCourse } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { blockView } from '../../src/preview/block/block-view.js';
import { frameDocument } from '../../src/preview/content/content-frame.js';
import { outlineView } from '../../src/preview/outline/outline-view.js';
import { previewCourse } from '../../src/preview/page/preview-course.js';
import { sharedCourses, warnWhenAbsent } from '../shared.js';

const BLOCKS_OF_EACH = 40;

warnWhenAbsent();

test.skipIf(sharedCourses === null)('every view of real courses can be rendered', async () => {
  const { courses } = await loadCourse(sharedCourses!, { onFailure: () => undefined });
  for (const course of courses) {
    const preview = previewCourse(course);
    const medium = liveMedium(preview);
    expect(outlineView(preview, medium).body.text).toContain('<h1>');
    const blocks = course.blocks.map(({ node }) => node);
    for (const node of new Set([...blocks, ...course.nodes.slice(0, BLOCKS_OF_EACH)])) {
      expect(blockView(preview, medium, node).body.text).toContain('<h1>');
      frameDocument(preview, node, { asset: (path) => `/static/${path}` });
    }
  }
});
