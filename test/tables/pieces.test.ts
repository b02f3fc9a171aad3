/** Text in the encodings that spreadsheets write, in chunks as they come. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { piecesOf } from '../../src/tables/pieces.js';

async function textOf(bytes: Uint8Array, chunkBytes: number): Promise<string> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const found: string[] = [];
  let line = 1;
  for await (const piece of piecesOf(chunks(), 'a.csv')) {
    expect(piece.line).toBe(line);
    line += piece.text.split('\n').length - 1;
    found.push(piece.text);
  }
  return found.join('');
}

const little = (text: string) => Buffer.from(text, 'utf16le');
const big = (text: string) => little(text).swap16();
const text = fc.string({
  unit: fc.oneof(fc.constantFrom('\n', ',', 'é', '\u{1f41d}'), fc.string({ unit: 'grapheme', maxLength: 1 })),
});

it('UTF-16 with a byte order mark is read as UTF-8 is, in either order of bytes, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (written, size) => {
      for (const bytes of [
        little(`\ufeff${written}`),
        big(`\ufeff${written}`),
        Buffer.from(`\ufeff${written}`),
      ])
        expect(await textOf(bytes, size)).toBe(written);
    }),
  );
});

it.each([
  ['without a byte order mark', little('ada\n'), 'a.csv is UTF-16 without a byte order mark'],
  ['with its bytes in the other order', big('ada\n'), 'a.csv is UTF-16 without a byte order mark'],
  ['cut in the middle of a character', little('\ufeffada').subarray(0, -1), 'a.csv is not valid UTF-16'],
  ['with half of a pair', little('\ufeffa\ud83d\n'), 'a.csv is not valid UTF-16'],
])('UTF-16 %s is refused', async (_name, bytes, message) => {
  for (const size of [1, 100])
    await expect(textOf(bytes, size)).rejects.toMatchObject({
      code: 'not-readable',
      message,
      hint: 'Save the file as UTF-8.',
    });
});
