/** Whether a flag is on for a request, by the rules of Open edX's waffle (django-waffle 5.0). */
import { type FlagAsker, type FlagContext, type FlagUser, knownUser } from './flag-request.js';
import type { FlagDefinition } from './flag-settings.js';

/** The rule that decided. */
export type WaffleRule =
  | 'query-override'
  | 'missing'
  | 'everyone'
  | 'testing'
  | 'language'
  | 'no-user'
  | 'authenticated'
  | 'staff'
  | 'superuser'
  | 'user'
  | 'group'
  | 'percent'
  | 'nothing'
  | 'no-request';

export interface WaffleAnswer {
  readonly on: boolean;
  readonly rule: WaffleRule;
  /** Details of the rule for people: a cookie, a roll, a group. Empty when the rule alone is enough. */
  readonly because: string;
}

const PERCENT_COOKIE_SECONDS = 2_592_000;

/** Answers that do not depend on the request. */
const ON: WaffleAnswer = { on: true, rule: 'everyone', because: '' };
const OFF: WaffleAnswer = { on: false, rule: 'everyone', because: '' };
const MISSING_ON: WaffleAnswer = { on: true, rule: 'missing', because: '' };
const MISSING_OFF: WaffleAnswer = { on: false, rule: 'missing', because: '' };
const NOTHING: WaffleAnswer = { on: false, rule: 'nothing', because: '' };
const NO_USER: WaffleAnswer = { on: false, rule: 'no-user', because: '' };
const NO_REQUEST: WaffleAnswer = { on: false, rule: 'no-request', because: '' };

/** The decision in waffle's order; the first matching rule decides. Percent rolls are cached in the context. */
export function isWaffleOn(name: string, context: FlagContext, asker: FlagAsker): WaffleAnswer {
  const { settings, request } = context;
  const flag = settings.flag(name);
  if (request === null) return flag?.everyone === true ? ON : NO_REQUEST;
  if (flag === null) return settings.flagDefault ? MISSING_ON : MISSING_OFF;
  if (settings.queryOverride) {
    const asked = request.query?.get(name) ?? null;
    if (asked !== null) return { on: asked === '1', rule: 'query-override', because: `?${name}=${asked}` };
  }
  if (flag.everyone !== null) return flag.everyone ? ON : OFF;
  return (
    (flag.testing ? byTesting(name, context, asker) : null) ??
    byLanguage(flag, request.language) ??
    (asker.user === undefined ? NO_USER : byUser(flag, asker.user)) ??
    byPercent(name, flag, context, asker) ??
    NOTHING
  );
}

function byTesting(name: string, context: FlagContext, { isMasquerade }: FlagAsker): WaffleAnswer | null {
  const { query, headers, cookies } = context.request!;
  const cookie = `dwft_${name}`;
  const header = `dwft-${name.replaceAll('_', '-')}`.toLowerCase();
  const asked = query?.get(cookie) ?? headers?.get(header) ?? null;
  if (asked !== null) {
    const on = asked === '1';
    if (!isMasquerade) {
      context.cookies.set(cookie, { name: cookie, value: on ? 'True' : 'False', maxAge: null, secure: true });
    }
    return { on, rule: 'testing', because: `the request asks for ${asked}` };
  }
  const kept = isMasquerade ? null : (cookies?.get(cookie) ?? null);
  return kept === null ? null : { on: kept === 'True', rule: 'testing', because: `cookie ${cookie}=${kept}` };
}

function byLanguage(flag: FlagDefinition, language: string | null | undefined): WaffleAnswer | null {
  if (!language || !flag.languages.includes(language)) return null;
  return { on: true, rule: 'language', because: language };
}

function byUser(flag: FlagDefinition, asked: FlagUser | null): WaffleAnswer | null {
  const user = knownUser(asked);
  if (user === null) return null;
  const { username } = user;
  if (flag.authenticated) return { on: true, rule: 'authenticated', because: username };
  if (flag.staff && user.is_staff) return { on: true, rule: 'staff', because: username };
  if (flag.superusers && user.is_superuser) return { on: true, rule: 'superuser', because: username };
  if (flag.users.includes(username)) return { on: true, rule: 'user', because: username };
  const group = user.groups?.find((one) => flag.groups.includes(one));
  return group === undefined ? null : { on: true, rule: 'group', because: group };
}

function byPercent(
  name: string,
  { percent, rollout }: FlagDefinition,
  context: FlagContext,
  { user, isMasquerade }: FlagAsker,
): WaffleAnswer | null {
  if (percent === null || percent <= 0) return null;
  const rollName = isMasquerade ? `${name}\0${user?.username}` : name;
  const before = context.rolls.get(rollName);
  if (before !== undefined)
    return { on: before, rule: 'percent', because: 'as decided before in this request' };
  const cookie = `dwf_${name}`;
  const kept = isMasquerade ? null : (context.request?.cookies?.get(cookie) ?? null);
  const answer = kept === null ? roll(percent, context) : fromCookie(cookie, kept);
  context.rolls.set(rollName, answer.on);
  if (!isMasquerade) {
    const maxAge = rollout && !answer.on ? null : PERCENT_COOKIE_SECONDS;
    context.cookies.set(cookie, { name: cookie, value: answer.on ? 'True' : 'False', maxAge, secure: true });
  }
  return answer;
}

function fromCookie(cookie: string, kept: string): WaffleAnswer {
  return { on: kept === 'True', rule: 'percent', because: `cookie ${cookie}=${kept}` };
}

/** Rolls 0 to 100; on up to and including the percentage, as waffle compares. */
function roll(percent: number, { services }: FlagContext): WaffleAnswer {
  const rolled = (services.random ?? Math.random)() * 100;
  const on = rolled <= percent;
  return { on, rule: 'percent', because: `rolled ${Math.round(rolled * 10) / 10} of 100 against ${percent}` };
}
