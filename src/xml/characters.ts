/** The alphabet of XML 1.0 (fifth edition): which characters are allowed in which position. */

const NAME = 1;
const NAME_START = 2;

const ASCII = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_:]/.test(character)) ASCII[code] = NAME | NAME_START;
  else if (/[-.0-9]/.test(character)) ASCII[code] = NAME;
}

const START_RANGES =
  '\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}' +
  '\\u{10000}-\\u{EFFFF}';
const HIGH_START = new RegExp(`^[${START_RANGES}]$`, 'u');
const HIGH_NAME = new RegExp(`^[${START_RANGES}\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]$`, 'u');
const WHOLE_NAME = new RegExp(
  `^[A-Za-z_:${START_RANGES}][-.0-9A-Za-z_:${START_RANGES}\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*$`,
  'u',
);

/** The offset of the first character that XML forbids anywhere (lone surrogates apart), or -1. */
export function findForbidden(text: string, from = 0): number {
  FORBIDDEN.lastIndex = from;
  return FORBIDDEN.exec(text)?.index ?? -1;
}
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Returns whether this code point is a Char of the XML grammar (production 2). */
export function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

export function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0xa || code === 0x9 || code === 0xd;
}

export function isWhiteSpaceText(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}

export function isName(text: string): boolean {
  return WHOLE_NAME.test(text);
}

/** The offset after the name that starts at `from`; `from` itself when there is no name. */
export function nameEnd(text: string, from: number): number {
  let at = from;
  let needed = NAME_START;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if ((ASCII[code]! & needed) === 0) return at;
      at += 1;
    } else {
      const width = highNameWidth(text, at, needed);
      if (width === 0) return at;
      at += width;
    }
    needed = NAME;
  }
}

/** The number of code units of the non-ASCII name character at `at`; 0 when it is not a name character, or at the end. */
function highNameWidth(text: string, at: number, needed: number): number {
  const code = text.codePointAt(at);
  // Below U+00C0 only the middle dot is a name character, and not at the start of a name.
  if (code === undefined || (code < 0xc0 && code !== 0xb7)) return 0;
  const pattern = needed === NAME_START ? HIGH_START : HIGH_NAME;
  if (!pattern.test(String.fromCodePoint(code))) return 0;
  return code > 0xffff ? 2 : 1;
}
