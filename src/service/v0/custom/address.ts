/** The path segment of user metadata: `{username},{course_key}`, as Open edX's router parses it. */

export interface MetadataAddress {
  readonly username: string;
  readonly course_key: string;
}

/** Python's `\w` and the further characters of usernames. */
const USERNAME = /^[\p{L}\p{N}_ .@+-]+$/u;
/** Three parts between plus signs or slashes; whether they are a valid key is checked later. */
const COURSE_KEY = /^[^/+]+[/+][^/+]+[/+][^/?]+$/;

/** `null` for what no route of Open edX would match. */
export function readAddress(text: string): MetadataAddress | null {
  const comma = text.indexOf(',');
  const [username, course_key] = [text.slice(0, Math.max(0, comma)), text.slice(comma + 1)];
  return USERNAME.test(username) && COURSE_KEY.test(course_key) ? { username, course_key } : null;
}
