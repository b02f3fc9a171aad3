import { expect, test } from 'vitest';
import { writeXml } from '../../src/olx/print/canonical.js';
import { parseXml } from '../../src/reading/parse.js';
import { applyChanges } from '../../src/xml/edit.js';
import { readXml } from '../../src/xml/parse.js';

const XML = '<a b="é">ü</a>';
const declared = (encoding: string, text = XML): string =>
  `<?xml version="1.0" encoding="${encoding}"?>${text}`;
const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Buffer => Buffer.from(text, encoding);

test.each<[string, Buffer, string, boolean]>([
  ['UTF-8', bytes(XML), 'utf-8', false],
  ['UTF-8 with its mark', bytes(`\ufeff${XML}`), 'utf-8', true],
  ['UTF-8, declared in any case', bytes(declared('Utf-8')), 'utf-8', false],
  ['UTF-16, little end first', bytes(`\ufeff${XML}`, 'utf16le'), 'utf-16le', true],
  ['UTF-16, big end first', bytes(`\ufeff${XML}`, 'utf16le').swap16(), 'utf-16be', true],
  ['UTF-16 without its mark', bytes(declared('UTF-16'), 'utf16le'), 'utf-16le', false],
  ['UTF-16, declared', bytes(`\ufeff${declared('UTF-16')}`, 'utf16le'), 'utf-16le', true],
  ['Latin-1', bytes(declared('ISO-8859-1'), 'latin1'), 'iso-8859-1', false],
  ['Latin-1 by another name', bytes(declared('latin1'), 'latin1'), 'iso-8859-1', false],
  ['Windows-1252', bytes(declared('windows-1252'), 'latin1'), 'windows-1252', false],
  [
    'KOI8-R',
    Buffer.concat([
      bytes('<?xml version="1.0" encoding="KOI8-R"?><a b="'),
      Buffer.from([0xc1, 0xc2]),
      bytes('"/>'),
    ]),
    'koi8-r',
    false,
  ],
  [
    'Shift_JIS',
    Buffer.concat([
      bytes('<?xml version="1.0" encoding="Shift_JIS"?><a b="'),
      Buffer.from([0x83, 0x65]),
      bytes('"/>'),
    ]),
    'shift_jis',
    false,
  ],
])('%s is read, and written back byte for byte', (_, input, encoding, bom) => {
  const { document, diagnostics } = parseXml(input);
  expect(diagnostics).toEqual([]);
  expect([document?.encoding, document?.bom]).toEqual([encoding, bom]);
  expect(document?.root.get('b')).toMatch(/^[éабテ]+$/);
  expect(Buffer.from(writeXml(document!)).equals(input)).toBe(true);
});

test.each<[string, Uint8Array, RegExp, string]>([
  [
    'a byte that is no UTF-8',
    Buffer.concat([bytes('<a>\nx'), Buffer.from([0xff]), bytes('</a>')]),
    /byte 0xFF is not valid UTF-8/,
    '2:2',
  ],
  [
    'a character cut short',
    Buffer.concat([bytes('<a>é'), Buffer.from([0xe2, 0x82]), bytes('</a>')]),
    /byte 0xE2/,
    '1:5',
  ],
  [
    'an overlong form',
    Buffer.concat([bytes('<a>'), Buffer.from([0xc0, 0xaf]), bytes('</a>')]),
    /byte 0xC0/,
    '1:4',
  ],
  [
    'a surrogate in UTF-8',
    Buffer.concat([bytes('<a>'), Buffer.from([0xed, 0xa0, 0x80]), bytes('</a>')]),
    /byte 0xED/,
    '1:4',
  ],
  ['Latin-1 that is not declared', bytes(XML, 'latin1'), /byte 0xE9/, '1:7'],
  ['an unknown encoding', bytes(declared('klingon', '<a/>')), /"klingon" is not known/, '1:21'],
  ['ASCII that is none', bytes(declared('us-ascii')), /not ASCII/, '1:48'],
  [
    'UTF-16 in single bytes',
    bytes(declared('UTF-16')),
    /declares the encoding "utf-16", but it is in single bytes/,
    '1:21',
  ],
  [
    'UTF-8 in double bytes',
    bytes(`\ufeff${declared('UTF-8')}`, 'utf16le'),
    /declares the encoding "utf-8", but it is UTF-16LE/,
    '1:21',
  ],
  ['Latin-1 under the mark of UTF-8', bytes(`\ufeff${declared('latin-1')}`), /byte order mark/, '1:21'],
  ['UTF-32', new Uint8Array([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), /UTF-32/, '1:1'],
  ['half a character of UTF-16', new Uint8Array([0xff, 0xfe, 0x3c, 0, 0x61]), /not valid UTF-16/, '1:2'],
  [
    'Shift_JIS that is none',
    Buffer.concat([
      bytes('<?xml version="1.0" encoding="Shift_JIS"?><a b="'),
      Buffer.from([0x83, 0x20]),
      bytes('"/>'),
    ]),
    /not valid shift_jis/,
    '1:21',
  ],
])('%s is reported, with its place', (_, input, message, at) => {
  const { problems, document } = readXml(input, 'x.xml');
  expect(document).toBeUndefined();
  expect(problems.map((each) => each.ruleId)).toEqual(['xml-encoding']);
  expect(problems[0]?.message).toMatch(message);
  const { line, column } = problems[0]!.place.start;
  expect(`${line}:${column}`).toBe(at);
});

test('the declaration of a text determines how it is written', () => {
  const text = declared('ISO-8859-1');
  expect(Buffer.from(writeXml(parseXml(text).document!)).equals(bytes(text, 'latin1'))).toBe(true);
});

test('text that cannot be encoded is refused, never corrupted', () => {
  const japanese = Buffer.concat([
    bytes('<?xml version="1.0" encoding="Shift_JIS"?><a b="'),
    Buffer.from([0x83, 0x65]),
    bytes('"/>'),
  ]);
  const { document } = parseXml(japanese);
  const edited = applyChanges(document!, [
    { start: document!.root.start + 2, end: document!.root.start + 2, text: ' c="1"' },
  ]);
  expect(() => writeXml(edited)).toThrow(expect.objectContaining({ code: 'encoding-not-writable' }));
  const text = declared('ISO-8859-1', '<a>→</a>');
  expect(() => writeXml(parseXml(text).document!)).toThrow('"→" does not exist in iso-8859-1');
});
