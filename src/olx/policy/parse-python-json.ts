/** JSON as Python's `json.loads` reads it: NaN is a number, of two equal keys the last wins, 1 and 1.0 differ. */

/** A number that was written with a fraction or an exponent, or NaN or Infinity. */
export class PyFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export type PyValue = null | boolean | bigint | PyFloat | string | readonly PyValue[] | PyDict;
export type PyDict = ReadonlyMap<string, PyValue>;

/** The value, or `undefined` where Python raises. */
export function parsePythonJson(text: string): PyValue | undefined {
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (thrown) {
    if (thrown instanceof NotJson) return undefined;
    throw thrown;
  }
}

export function isDict(value: PyValue | undefined): value is PyDict {
  return value instanceof Map;
}

export function isList(value: PyValue | undefined): value is readonly PyValue[] {
  return Array.isArray(value);
}

/** As JavaScript's own JSON would have it, for messages. */
export function plainOf(value: PyValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof PyFloat) return value.value;
  if (isList(value)) return value.map(plainOf);
  if (isDict(value)) return Object.fromEntries([...value].map(([key, each]) => [key, plainOf(each)]));
  return value;
}

class NotJson extends Error {}

/** Python's recursion ends near 1,000 levels. */
const DEEPEST = 990;
/** Python refuses to convert longer integers. */
const LONGEST_INTEGER = 4300;
const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: ReadonlyArray<readonly [string, PyValue]> = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new PyFloat(Number.NaN)],
  ['Infinity', new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PyFloat(Number.NEGATIVE_INFINITY)],
];

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): PyValue {
    this.#match(BLANK);
    const value = this.#value();
    this.#match(BLANK);
    if (this.#at < this.#text.length) throw new NotJson();
    return value;
  }

  #value(): PyValue {
    const next = this.#text[this.#at];
    if (next === '"') return this.#string();
    if (next === '{') return this.#nested(() => this.#object());
    if (next === '[') return this.#nested(() => this.#list());
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#number();
  }

  #nested(read: () => PyValue): PyValue {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new NotJson();
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(): PyDict {
    const entries = new Map<string, PyValue>();
    this.#items('}', () => {
      if (this.#text[this.#at] !== '"') throw new NotJson();
      const key = this.#string();
      this.#match(BLANK);
      this.#take(':');
      this.#match(BLANK);
      entries.set(key, this.#value());
    });
    return entries;
  }

  #list(): readonly PyValue[] {
    const values: PyValue[] = [];
    this.#items(']', () => values.push(this.#value()));
    return values;
  }

  #items(end: string, item: () => void): void {
    this.#at += 1;
    this.#match(BLANK);
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      this.#match(BLANK);
      if (this.#text[this.#at] === end) break;
      this.#take(',');
      this.#match(BLANK);
    }
    this.#at += 1;
  }

  #string(): string {
    let value = '';
    this.#at += 1;
    for (;;) {
      value += this.#match(PLAIN);
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === '"') return value;
      if (next !== '\\') throw new NotJson();
      value += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (letter !== 'u') {
      const found = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
      if (found === undefined) throw new NotJson();
      return found;
    }
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotJson();
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): PyValue {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null) throw new NotJson();
    this.#at += found[0].length;
    if (found[1] !== undefined || found[2] !== undefined) return new PyFloat(Number(found[0]));
    if (found[0].length > LONGEST_INTEGER) throw new NotJson();
    return BigInt(found[0]);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #take(character: string): void {
    if (this.#text[this.#at] !== character) throw new NotJson();
    this.#at += 1;
  }
}
