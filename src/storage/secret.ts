/** Keeps the passwords of a store's URL out of every message. */

const PASSWORD_PARAMETERS = /[?&](?:password|sslpassword|sslkey)=([^&#]*)/gi;

/** The passwords of a URL as written and as decoded, longest first; also found in a URL that cannot be parsed. */
export function secretsIn(url: string): string[] {
  const found = new Set<string>();
  // A password may itself contain unescaped `@`, `/` or `?`: the longest match hides the most.
  const userInformation = /^[^/]*\/\/(.*)@/s.exec(url)?.[1] ?? '';
  const colon = userInformation.indexOf(':');
  if (colon >= 0) found.add(userInformation.slice(colon + 1));
  const shortest = /^[^/]*\/\/[^:@/]*:([^@/]*)@/.exec(url)?.[1];
  if (shortest !== undefined) found.add(shortest);
  for (const match of url.matchAll(PASSWORD_PARAMETERS)) found.add(match[1]!);
  for (const text of [...found]) found.add(decoded(text));
  found.delete('');
  return [...found].sort((a, b) => b.length - a.length);
}

export type Mask = (text: string) => string;

/** Replaces every one of the secrets by `***`. */
export function mask(secrets: readonly string[]): Mask {
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

/** A copy of an error with message, stack and code only; other properties could contain the URL. */
export function maskedCause(error: unknown, hide: Mask): Error {
  if (!(error instanceof Error)) return new Error(hide(String(error)));
  const copy = new Error(hide(error.message || codeOf(error) || error.name));
  copy.name = error.name;
  copy.stack = hide(error.stack ?? copy.message);
  if (codeOf(error) !== '') Object.assign(copy, { code: codeOf(error) });
  return copy;
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
