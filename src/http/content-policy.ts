/** Content security policies: what the browser may load and run for a document. */

const NONE = "'none'";

/**
 * A policy that allows only what is given: by default no source, no `<base>` and no form target.
 * @param allowed directives by name, such as `{ 'img-src': "'self' data:" }`
 */
export function contentPolicy(allowed: Readonly<Record<string, string>> = {}): string {
  const open = { 'default-src': NONE, ...allowed };
  const all = { ...open, ...closed('base-uri', open), ...closed('form-action', open) };
  return Object.entries(all)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** Directives that `default-src` does not cover. */
function closed(directive: string, given: Readonly<Record<string, string>>): Record<string, string> {
  return directive in given ? {} : { [directive]: NONE };
}

/** For a document that no other page may embed in a frame. A `<meta>` element cannot set this directive. */
export const UNFRAMED = { 'frame-ancestors': NONE };
