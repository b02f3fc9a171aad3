/** JSON as Python's `json.dumps(…, sort_keys=True)` prints it: what Open edX's exporter writes. */

/** `newline: null`: all in one line, `{"a": 1, "b": 2}`. */
export interface JsonStyle {
  readonly newline: string | null;
  readonly indent: string;
  /** Python 2 left a space after the comma at the end of a line. */
  readonly comma: ',' | ', ';
}

export const ONE_LINE: JsonStyle = { newline: null, indent: '', comma: ', ' };
export const INDENTED: JsonStyle = { newline: '\n', indent: '    ', comma: ',' };

/** @param depth nesting depth of the value, for the indentation of its lines */
export function printPythonJson(value: unknown, style: JsonStyle = ONE_LINE, depth = 0): string {
  if (typeof value === 'string') return pythonString(value);
  if (Array.isArray(value))
    return block(
      '[',
      value.map((each) => printPythonJson(each, style, depth + 1)),
      ']',
    );
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort(byCodePoint);
    return block(
      '{',
      keys.map((key) => `${pythonString(key)}: ${printPythonJson(value[key as never], style, depth + 1)}`),
      '}',
    );
  }
  return JSON.stringify(value);

  function block(open: string, entries: readonly string[], close: string): string {
    if (entries.length === 0) return open + close;
    return (
      open +
      lineStart(style, depth + 1) +
      entries.join(between(style, depth + 1)) +
      lineStart(style, depth) +
      close
    );
  }
}

/** The text between two entries. */
export function between(style: JsonStyle, depth: number): string {
  return style.newline === null ? style.comma : style.comma + lineStart(style, depth);
}

/** An object in one line whose entries keep their order; `JSON.stringify` would put numeric keys first. */
export function pythonObject(entries: Iterable<readonly [string, string]>): string {
  return `{${[...entries].map(([key, value]) => `${pythonString(key)}: ${pythonString(value)}`).join(', ')}}`;
}

/** `ensure_ascii`: everything but printable ASCII is escaped. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function lineStart({ newline, indent }: JsonStyle, depth: number): string {
  return newline === null ? '' : newline + indent.repeat(depth);
}
