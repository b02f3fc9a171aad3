/** GET and PUT courses/…/blocks/…/children/…: the content that an A/B block shows to a learner. */
import { type BlockContent, type CourseNode, contentOf, type SeenNode } from '../../index.js';
import { problems, type TypedApp } from '../openapi/openapi-schema.js';
import { Children, decisionView } from './answers.js';
import { BlockParams, ContentQuery } from './parameters.js';
import { mustActFor } from './refusals.js';
import type { ServedCourse, ServedCourses } from './served-course.js';

const PATH = '/courses/:course/blocks/:block/children/:learner';
const BROKEN =
  'A block that cannot assign learners has the reason `broken` and no children, so that the page around it can still be shown.';

export function childrenRoutes(app: TypedApp, courses: ServedCourses): void {
  for (const keeping of ['peek', 'assign'] as const) {
    app.route({
      method: keeping === 'peek' ? 'GET' : 'PUT',
      url: PATH,
      schema: {
        operationId: `${keeping}Children`,
        tags: ['learners'],
        summary:
          keeping === 'peek'
            ? 'Get what a block shows, or would show, to a learner. Stores nothing.'
            : "Get what a block shows to a learner, and store the learner's groups.",
        description: BROKEN,
        params: BlockParams,
        querystring: ContentQuery,
        response: { 200: Children, ...problems(404, ...(keeping === 'assign' ? ([507] as const) : [])) },
      },
      handler: async (request) => {
        const { course, block: id, learner } = request.params;
        mustActFor(request, learner);
        const served = courses.get(course);
        const { block, node } = served.block(id);
        const runtime = await served.runtime();
        const decision = await runtime[keeping](block, learner);
        const seen = await runtime.childrenOf(served.course, node, learner, keeping);
        const withContent = request.query.content === 'true';
        return {
          decision: decisionView(served, decision),
          children: seen.map((each) => seenView(served, each, withContent)),
        };
      },
    });
  }
}

/** What a learner sees of a block, as it is answered. */
function seenView(served: ServedCourse, seen: SeenNode, withContent: boolean): object {
  const { tag, urlName, displayName, file, found, hasDynamicChildren, decision, children } = seen;
  return {
    tag,
    urlName,
    displayName,
    file: served.fileOf(file),
    found,
    hasDynamicChildren,
    decision: decision === null ? null : decisionView(served, decision),
    content: withContent ? leafContent(served, seen) : null,
    children: children.map((each) => seenView(served, each, withContent)),
  };
}

/** The same as JSON: that of a leaf without content is the same for all learners, and written once. */
export function seenText(served: ServedCourse, seen: SeenNode, withContent: boolean): string {
  const { node, decision } = seen;
  const isForAll = node.children.length === 0 && decision === null && !withContent;
  let text = isForAll ? leafTexts.get(node) : undefined;
  if (text === undefined) {
    text = JSON.stringify(seenView(served, seen, withContent));
    if (isForAll) leafTexts.set(node, text);
  }
  return text;
}

const leafTexts = new WeakMap<CourseNode, string>();

const read = new WeakMap<CourseNode, Pick<BlockContent, 'xml' | 'html'>>();

/** The XML of a container would include the content of other groups. */
function leafContent({ course }: ServedCourse, { node, hasDynamicChildren }: SeenNode) {
  if (hasDynamicChildren || node.children.length > 0) return null;
  let content = read.get(node);
  if (content === undefined) {
    const { xml, html } = contentOf(course, node);
    content = { xml, html };
    read.set(node, content);
  }
  return content;
}
