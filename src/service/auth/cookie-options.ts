/** Checks the options of cookies: names and domains that browsers would ignore are refused at the start. */
import { AbtestError } from '../../index.js';
import type { AuthOptions } from './options.js';

/** RFC 6265. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const DOMAIN = /^\.?[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)+$/i;

/** @throws AbtestError `bad-configuration` */
export function checkCookieOptions({ token, session, csrf, cookies }: AuthOptions): void {
  const { crossDomainCookie } = csrf ?? {};
  const own = [session?.cookieName, csrf?.cookieName];
  const names = [...own, crossDomainCookie?.name, ...Object.values(token.cookie || {})];
  for (const name of names) {
    if (name === undefined || NAME.test(name)) continue;
    throw bad(`"${name}" is not a cookie name`, 'Use letters, digits, "-" and "_".');
  }
  const twice = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (twice !== undefined) throw bad(`Two cookies have the name "${twice}"`, 'Give each a name of its own.');
  for (const domain of [cookies?.domain, crossDomainCookie?.domain]) {
    if (domain === undefined || DOMAIN.test(domain)) continue;
    throw bad(`"${domain}" is not a domain for cookies`, 'Write the parent domain, as in .example.com.');
  }
  const hostOnly = own.find((name) => name?.startsWith('__Host-'));
  if (cookies?.domain !== undefined && hostOnly !== undefined) {
    throw bad(`The cookie "${hostOnly}" cannot have a domain`, 'Use another name, or leave out the domain.');
  }
}

function bad(message: string, hint: string): AbtestError {
  return new AbtestError('bad-configuration', message, { hint });
}
