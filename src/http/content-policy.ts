/** Content security policies: what the browser may load and run for a document. */

const NONE = "'none'";

/**
 * A policy that allows nothing but what is given: by default no source, no `<base>` and no target of forms.
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

/** For a document that no other page may show in a frame. A `<meta>` cannot say this. */
export const UNFRAMED = { 'frame-ancestors': NONE };
