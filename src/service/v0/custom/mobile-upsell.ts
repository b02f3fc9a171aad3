/** v0/custom/REV-934/: whether the mobile app offers the caller an upgrade. Read only: no event is tracked. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ANONYMOUS_USER,
  gatherFacts,
  type LearningContextKey,
  MOBILE_UPSELL_FLAG,
  mobileUpsell,
  momentFromDate,
  parseLearningContextKey,
  UPSELL_OFF,
  type UserFacts,
} from '../../../index.js';
import type { FactsOptions, ServiceContext } from '../../service-options.js';
import { methodNotAllowed, notFound, notLoggedIn, sendJson } from '../refusals.js';
import { negotiate } from '../resources.js';
import { nameUnknown, sendText } from './answers.js';
import { AskedFlags } from './asked-flags.js';

const ALLOWED = ['GET', 'HEAD', 'OPTIONS'];

export class MobileUpsellAction {
  readonly #context: ServiceContext;
  readonly #facts: FactsOptions;
  readonly #flags: AskedFlags;

  constructor(context: ServiceContext, facts: FactsOptions) {
    this.#context = context;
    this.#facts = facts;
    this.#flags = new AskedFlags(context);
  }

  /** For all logged-in users, and for callers with the API key. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.header('Allow', ALLOWED.join(', '));
    negotiate(request);
    if (request.principal === null && !hasApiKey(request, this.#facts.apiKey)) throw notLoggedIn();
    if (!ALLOWED.includes(request.method)) throw methodNotAllowed(request.method);
  }

  async retrieve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!(await this.#flags.isOn(MOBILE_UPSELL_FLAG, request))) return sendJson(reply, UPSELL_OFF);
    const key = courseKeyIn(request);
    if (key === null) {
      return sendText(reply.status(400), 'Missing or invalid course_id', 'text/html; charset=utf-8');
    }
    // Open edX parses a library key as a course key, for which it then finds no course.
    if (key.kind === 'library') throw notFound();
    const user = await this.#userOf(request);
    const { provider, site = {} } = this.#facts;
    // Groups of partitions are not part of the response.
    const gathered = await gatherFacts(provider, { user, courseKey: key.text, partitionGroups: [] });
    nameUnknown(reply, gathered.unknown);
    if (gathered.course === null) throw notFound();
    const situation = { now: momentFromDate(this.#context.now()), site };
    return sendJson(reply, mobileUpsell(gathered.course, gathered.learner, situation).body);
  }

  /** A logged-in user counts as one even without facts. */
  async #userOf({ principal }: FastifyRequest): Promise<UserFacts> {
    if (principal === null) return ANONYMOUS_USER;
    const { username } = principal;
    const found = await this.#facts.provider.user(username);
    if (found.known && found.value !== null) return found.value;
    return { username, id: null, isActive: true, isAuthenticated: true };
  }
}

/** The last of several, as in Django; `null` for what is not the key of a course or of an old library. */
function courseKeyIn({ query }: FastifyRequest): LearningContextKey | null {
  const { course_id: given } = query as { course_id?: string | string[] };
  const text = (Array.isArray(given) ? given.at(-1) : given) ?? '';
  try {
    const key = parseLearningContextKey(text);
    return key.kind === 'course' || text.startsWith('library-v1:') ? key : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Open edX's API key, a header that authenticates a caller without a login; compared in constant time. */
function hasApiKey({ headers }: FastifyRequest, expected: string | undefined): boolean {
  const given = headers['x-edx-api-key'];
  if (expected === undefined || typeof given !== 'string') return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
