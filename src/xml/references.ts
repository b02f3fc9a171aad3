/** Character and entity references: their meaning, and the conversion of raw text to its value. */
import { isCharacter } from './characters.js';

/** The defined entities: the five of XML, plus those that an accepted DOCTYPE declares. */
export type XmlEntities = ReadonlyMap<string, string>;

export const PREDEFINED: XmlEntities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The HTML entity names that authors use most; XML does not define them. */
export const HTML_CHARACTERS: ReadonlyMap<string, number> = new Map([
  ['nbsp', 0xa0],
  ['copy', 0xa9],
  ['reg', 0xae],
  ['deg', 0xb0],
  ['plusmn', 0xb1],
  ['times', 0xd7],
  ['divide', 0xf7],
  ['eacute', 0xe9],
  ['egrave', 0xe8],
  ['auml', 0xe4],
  ['ouml', 0xf6],
  ['uuml', 0xfc],
  ['szlig', 0xdf],
  ['ndash', 0x2013],
  ['mdash', 0x2014],
  ['lsquo', 0x2018],
  ['rsquo', 0x2019],
  ['ldquo', 0x201c],
  ['rdquo', 0x201d],
  ['bull', 0x2022],
  ['hellip', 0x2026],
  ['trade', 0x2122],
  ['rarr', 0x2192],
  ['le', 0x2264],
  ['ge', 0x2265],
]);

const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([^;&\s]+));/g;

/** The code point of `&#…;`, or `undefined` when it is not an XML character. */
export function characterOf(digits: string, radix: 10 | 16): number | undefined {
  const code = Number.parseInt(digits.length > 12 ? digits.replace(/^0+/, '').slice(0, 12) : digits, radix);
  return isCharacter(code) ? code : undefined;
}

/** The value of character data: references replaced, line ends normalised to LF (XML 1.0 §2.11). */
export function textValue(raw: string, entities: XmlEntities): string {
  const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  return text.includes('&') ? expand(text, entities) : text;
}

/** The value of an attribute: as for text, with each white space character as a space (XML 1.0 §3.3.3, CDATA). */
export function attributeValue(raw: string, entities: XmlEntities): string {
  const text = /[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw;
  return text.includes('&') ? expand(text, entities) : text;
}

function expand(text: string, entities: XmlEntities): string {
  return text.replace(REFERENCE, (whole, hex: string, decimal: string, name: string) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = hex === undefined ? characterOf(decimal, 10) : characterOf(hex, 16);
    return code === undefined ? whole : String.fromCodePoint(code);
  });
}

/** Escapes text for use between two tags. */
export function escapeText(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');
}

/** Escapes a value for use between double quotes, as lxml writes attributes. */
export function escapeAttribute(value: string): string {
  return value
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}
