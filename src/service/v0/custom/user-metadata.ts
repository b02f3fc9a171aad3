/** v0/custom/userMetadata/{username},{course_key}: the facts about a learner in a course. For staff, and the learner. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  gatherFacts,
  getExperimentUserMetadataContext,
  type LearnerGroup,
  metadataJson,
  momentFromDate,
  partitionGroups,
  type UserFacts,
} from '../../../index.js';
import { isCourseKey } from '../../../internal/learners.js';
import type { FactsOptions, ServiceContext } from '../../service-options.js';
import { ServedCourses } from '../../v1/served-course.js';
import { methodNotAllowed, notFound, notLoggedIn, notPermitted } from '../refusals.js';
import { negotiate } from '../resources.js';
import { nameUnknown, sendMissing, sendText } from './answers.js';
import { AskedFlags } from './asked-flags.js';

const ADD_PROGRAMS = 'experiments.add_programs';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Python's `\w` and the further characters of usernames. */
const USERNAME = /^[\p{L}\p{N}_ .@+-]+$/u;
/** Three parts between plus signs or slashes; whether they are a valid key is checked later. */
const COURSE_KEY = /^[^/+]+[/+][^/+]+[/+][^/?]+$/;

/** The path segment `{username},{course_key}`, as Open edX's router parses it. */
interface MetadataAddress {
  readonly username: string;
  readonly course_key: string;
}

/** In Django's order: does the path exist, is the user allowed, does the method exist? */
export async function admitToMetadata(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { '*': rest = '' } = request.params as { '*'?: string };
  const address = readAddress(rest);
  if (address === null) throw notFound();
  // The log hides the values of parameters with these names.
  request.params = address;
  reply.header('Allow', 'GET, HEAD, OPTIONS');
  negotiate(request);
  const { principal, method } = request;
  if (principal === null) throw notLoggedIn();
  const isOwn = SAFE.has(method) && principal.username === address.username;
  if (!principal.isStaff && !isOwn) throw notPermitted();
  if (!SAFE.has(method)) throw methodNotAllowed(method);
}

export class UserMetadataAction {
  readonly #context: ServiceContext;
  readonly #facts: FactsOptions;
  readonly #courses: ServedCourses;
  readonly #flags: AskedFlags;

  constructor(context: ServiceContext, facts: FactsOptions) {
    this.#context = context;
    this.#facts = facts;
    this.#courses = new ServedCourses(context);
    this.#flags = new AskedFlags(context);
  }

  async retrieve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { username, course_key: courseKey } = request.params as MetadataAddress;
    const { provider, site = {} } = this.#facts;
    const found = await provider.user(username);
    if (!found.known) return sendMissing(nameUnknown(reply, ['user']), 'user');
    if (found.value === null) return sendMissing(reply, 'user');
    if (!isCourseKey(courseKey)) return sendMissing(reply, 'course');
    const user = found.value;
    const [addPrograms, groups] = await Promise.all([
      this.#flags.isOn(ADD_PROGRAMS, request),
      this.#groupsOf(user, courseKey),
    ]);
    const question = { user, courseKey, programs: addPrograms, partitionGroups: groups };
    const gathered = await gatherFacts(provider, question);
    nameUnknown(reply, gathered.unknown);
    if (gathered.course === null) return sendMissing(reply, 'course');
    const { learner, ...about } = gathered;
    const situation = { now: momentFromDate(this.#context.now()), site, addPrograms };
    return sendText(
      reply,
      metadataJson(getExperimentUserMetadataContext(about, learner, situation).user_metadata),
    );
  }

  /** `null` where some are unknown: the course is not served here, or has partitions that are not random. */
  async #groupsOf(user: UserFacts, courseKey: string): Promise<readonly LearnerGroup[] | null> {
    if (!this.#context.courses.has(courseKey)) return null;
    const { course, runtime } = this.#courses.get(courseKey);
    const { groups, isComplete } = await partitionGroups(course, await runtime(), user.username);
    return isComplete ? groups : null;
  }
}

/** `null` for what no route of Open edX would match. */
function readAddress(text: string): MetadataAddress | null {
  const comma = text.indexOf(',');
  const [username, course_key] = [text.slice(0, Math.max(0, comma)), text.slice(comma + 1)];
  return USERNAME.test(username) && COURSE_KEY.test(course_key) ? { username, course_key } : null;
}
