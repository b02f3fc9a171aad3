/** Open edX's own record of an assignment: the JSON `{"group": "…"}`, kept under the experiment's name. */

/**
 * The group in a shared state.
 * @throws SyntaxError with one sentence when the text is not a shared state, or its group is null (a group without a
 *   name)
 * @example
 * console.log(parseSharedState('{"group": "a"}')); // → a
 */
export function parseSharedState(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxError(`the state is not JSON: ${excerpt(text)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError(`the state is not an object: ${excerpt(text)}`);
  }
  const { group } = value as { group?: unknown };
  if (typeof group === 'string') return group;
  throw new SyntaxError(`the state has no "group" that is a string: ${excerpt(text)}`);
}

/**
 * As Open edX's `json.dumps` writes it: ASCII, one space after the colon.
 * @example
 * console.log(formatSharedState('a')); // → {"group": "a"}
 */
export function formatSharedState(group: string): string {
  const json = JSON.stringify(group).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `{"group": ${json}}`;
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
