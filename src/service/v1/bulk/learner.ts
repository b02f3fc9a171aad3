/** GET and PUT courses/…/learners/…: all A/B blocks that one learner meets in a course, or in a part of it. */
import Type, { type Static } from 'typebox';
import type { Course, CourseNode, SeenNode } from '../../../index.js';
import { childrenOnly } from '../../../internal/learners.js';
import { answerWithTag } from '../../http/kept-answer.js';
import { problems, type TypedApp } from '../../openapi/openapi-schema.js';
import { decisionView, LearnerView } from '../answers.js';
import { seenText } from '../children.js';
import { LearnerParams, LearnerQuery } from '../parameters.js';
import { mustActFor, refused } from '../refusals.js';
import type { ServedCourse, ServedCourses } from '../served-course.js';

const PATH = '/courses/:course/learners/:learner';

type Query = Static<typeof LearnerQuery>;

export function learnerRoutes(app: TypedApp, courses: ServedCourses): void {
  for (const keeping of ['peek', 'assign'] as const) {
    const isPeek = keeping === 'peek';
    app.route({
      method: isPeek ? 'GET' : 'PUT',
      url: PATH,
      schema: {
        operationId: `${keeping}Learner`,
        tags: ['learners'],
        summary: isPeek
          ? 'Get all that a learner meets, or would meet, in the A/B blocks of a course. Stores nothing.'
          : 'Get all that a learner meets in the A/B blocks of a course, and store the groups.',
        description: isPeek
          ? 'With an ETag, which changes with the course, the flags, and what is stored of the learner.'
          : 'Name the experiments of a page, or its unit: each of the experiments that the learner meets there is assigned.',
        params: LearnerParams,
        querystring: LearnerQuery,
        response: {
          200: LearnerView,
          ...(isPeek && { 304: Type.Null({ description: 'Not changed since the ETag in If-None-Match' }) }),
          ...problems(404, 409, ...(isPeek ? [] : ([507] as const))),
        },
      },
      handler: async (request, reply) => {
        const { course, learner } = request.params;
        mustActFor(request, learner);
        const served = courses.get(course);
        const nodes = wantedNodes(served, request.query);
        const seen = await (await served.runtime()).seenBy(served.course, nodes, learner, keeping);
        const blocks = met(seen).map((each) => blockText(served, each, request.query));
        const about = JSON.stringify({ course: served.name, scope: served.scope, learner });
        const text = `${about.slice(0, -1)},"blocks":[${blocks.join(',')}]}`;
        if (isPeek) return answerWithTag(request, reply, text, learner) as never;
        return reply.type('application/json; charset=utf-8').send(text) as never;
      },
    });
  }
}

/** The A/B blocks that a request is about; those inside others are reached through them. */
function wantedNodes(served: ServedCourse, { within, experiment }: Query): readonly CourseNode[] {
  const named = [experiment ?? []].flat().map((name) => served.experiment(name));
  const part = within === undefined ? served.course.root : partOf(served, within);
  const outermost = part === null ? [] : outermostBlocks(part);
  if (experiment === undefined) return outermost;
  const inside = part === null ? new Set<CourseNode>() : nodesWithin(part);
  const wanted = new Set(named.flatMap(({ blocks }) => blocks.map(({ node }) => node)));
  return served.course.nodes.filter((node) => wanted.has(node) && inside.has(node));
}

function partOf({ course, usageKey, name }: ServedCourse, key: string): CourseNode {
  let parts = knownParts.get(course);
  if (parts === undefined) {
    const reachable = course.root === null ? [] : [...nodesWithin(course.root)];
    parts = new Map(reachable.reverse().map((node) => [usageKey(node.tag, node.urlName ?? ''), node]));
    knownParts.set(course, parts);
  }
  const part = parts.get(key);
  if (part !== undefined) return part;
  throw refused(
    404,
    'unknown-part',
    `The outline of the course "${name}" has no block "${key}"`,
    'Give the usage key of a unit, a sequential or a chapter.',
  );
}

const knownParts = new WeakMap<Course, ReadonlyMap<string, CourseNode>>();
const knownOutermost = new WeakMap<CourseNode, readonly CourseNode[]>();

/** The A/B blocks at a node or below it that are in no other one, in course order, each once. */
function outermostBlocks(part: CourseNode): readonly CourseNode[] {
  const known = knownOutermost.get(part);
  if (known !== undefined) return known;
  const found = [...nodesWithin(part, ({ block }) => block === null)].filter(({ block }) => block !== null);
  knownOutermost.set(part, found);
  return found;
}

/** A node and all below it, in course order, each once; only below those that are `open`. */
function nodesWithin(
  part: CourseNode,
  isOpen: (node: CourseNode) => boolean = () => true,
): ReadonlySet<CourseNode> {
  const met = new Set<CourseNode>();
  const waiting = [part];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (met.has(node)) continue;
    met.add(node);
    if (isOpen(node)) waiting.push(...[...node.children].reverse());
  }
  return met;
}

/** The A/B blocks among these, and those inside what they show. */
function met(nodes: readonly SeenNode[], found: SeenNode[] = []): SeenNode[] {
  for (const node of nodes) {
    if (node.decision !== null) found.push(node);
    met(node.children, found);
  }
  return found;
}

function blockText(
  served: ServedCourse,
  { node, decision, children }: SeenNode,
  { children: withChildren, content }: Query,
): string {
  const block = JSON.stringify(served.idOf({ node, block: node.block! }));
  const shown = withChildren === 'false' ? [] : childrenOnly(children);
  const texts = shown.map((each) => seenText(served, each, content === 'true'));
  const decided = JSON.stringify(decisionView(served, decision!));
  return `{"block":${block},"decision":${decided},"children":[${texts.join(',')}]}`;
}
