/** Where an LMS is and how we log in there: read from a URL, a file or the environment. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { readSecretFile } from '../../disk/secret-file.js';
import { isLoopback } from '../../http/loopback.js';

export interface LmsOptions {
  /** `https://lms.example`; plain http only on loopback. */
  readonly url: string;
  /** The catalogue (course-discovery), for programs. Without it programs are unknown. */
  readonly catalogUrl?: string;
  /** An OAuth client of a staff account. */
  readonly credentials: LmsCredentials;
  /** Milliseconds for a whole question, with logging in and all its pages; 1,500 by default. */
  readonly timeout?: number;
  /** Milliseconds of a clock that cannot jump. */
  readonly clock?: () => number;
}

export interface LmsCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const SECRET_HINT =
  'Give a JSON file with client_id and client_secret, or set OLX_ABTEST_LMS_ID and OLX_ABTEST_LMS_SECRET.';

/**
 * The address without a slash at its end.
 * @throws AbtestError `bad-configuration` for what is neither https nor on loopback, or holds a password
 */
export function checkAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === null || !isSafe || url.username !== '' || url.password !== '') {
    throw new AbtestError('bad-configuration', 'The address of the LMS is not an https address', {
      hint: 'Write https://lms.example without a user; http:// is for loopback.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * `https://lms.example?catalog=https://discovery.example`, with the credentials of the file, else of the environment.
 * @throws AbtestError `bad-configuration`
 * @example
 * process.env.OLX_ABTEST_LMS_ID = 'id';
 * process.env.OLX_ABTEST_LMS_SECRET = 'secret';
 * const options = await lmsOptions('https://lms.example?catalog=https://discovery.example', undefined);
 * console.log(options.url, options.catalogUrl); // → https://lms.example https://discovery.example
 */
export async function lmsOptions(text: string, credentialsFile: string | undefined): Promise<LmsOptions> {
  const url = checkAddress(text);
  const catalog = new URL(text).searchParams.get('catalog');
  return {
    url,
    ...(catalog !== null && { catalogUrl: checkAddress(catalog) }),
    credentials: credentialsFile === undefined ? fromEnvironment() : await fromFile(credentialsFile),
  };
}

function fromEnvironment(): LmsCredentials {
  const { OLX_ABTEST_LMS_ID: clientId, OLX_ABTEST_LMS_SECRET: clientSecret } = process.env;
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new AbtestError('bad-configuration', 'The LMS needs credentials', { hint: SECRET_HINT });
}

/** No message of JSON or of the disk is passed on: it may quote the file. */
async function fromFile(path: string): Promise<LmsCredentials> {
  const text = await readSecretFile(path, SECRET_HINT);
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch {
    throw new AbtestError('bad-configuration', `The credentials in ${path} cannot be read`, {
      hint: SECRET_HINT,
    });
  }
  const { client_id: clientId, client_secret: clientSecret } = (value ?? {}) as Record<string, unknown>;
  if (typeof clientId === 'string' && typeof clientSecret === 'string') return { clientId, clientSecret };
  throw new AbtestError('bad-configuration', `The file ${path} lacks client_id or client_secret`, {
    hint: SECRET_HINT,
  });
}
