/** What is at the cursor in a text of course XML, which need not be well-formed while somebody is typing. */

/** An attribute value around the cursor. */
export interface AttributeAt {
  readonly name: string;
  /** The value as written, with its references. */
  readonly raw: string;
  /** Offsets of the value between its quotes. */
  readonly start: number;
  readonly end: number;
}

export interface TagAt {
  readonly name: string;
  /** The offset of `<`. */
  readonly start: number;
  readonly attributes: ReadonlyMap<string, string>;
  /** The attribute whose value holds the cursor, if any. */
  readonly attribute: AttributeAt | null;
}

const ATTRIBUTE = /\s*([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"?|'([^'<]*)'?)/y;
const TAG = /<([^\s<>/!?="']+)/y;

/** The start tag that holds the offset; `null` elsewhere. A value cannot hold `<`, so that the last one before begins the tag. */
export function tagAt(text: string, offset: number): TagAt | null {
  const start = text.lastIndexOf('<', Math.max(0, offset - 1));
  if (start === -1) return null;
  TAG.lastIndex = start;
  const name = TAG.exec(text)?.[1];
  if (name === undefined) return null;
  const attributes = new Map<string, string>();
  let attribute: AttributeAt | null = null;
  let at = TAG.lastIndex;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(text);
    if (found === null) break;
    const [whole, key, double, single] = found;
    const raw = double ?? single ?? '';
    at = ATTRIBUTE.lastIndex;
    const end = at - (isClosed(whole, raw) ? 1 : 0);
    if (!attributes.has(key!)) attributes.set(key!, raw);
    if (offset >= end - raw.length && offset <= end)
      attribute = { name: key!, raw, start: end - raw.length, end };
  }
  const close = text.indexOf('>', at);
  const isInTag = close === -1 || offset <= close + 1;
  return isInTag ? { name, start, attributes, attribute } : null;
}

/** Whether a closing quote comes after the value. */
function isClosed(whole: string, raw: string): boolean {
  const opening = whole.search(/["']/);
  return whole.length === opening + 1 + raw.length + 1;
}

/** The text between quotes of a JSON value in an attribute, written plainly or as `&quot;`. */
export function quotedAt({ raw, start }: AttributeAt, offset: number): string | null {
  for (const { 0: whole, 1: inside, index } of raw.matchAll(/(?:"|&quot;)(.*?)(?:"|&quot;)/gs)) {
    if (offset >= start + index && offset <= start + index + whole.length) return inside!;
  }
  return null;
}
