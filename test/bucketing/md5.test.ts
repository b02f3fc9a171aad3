import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBlock, MD5_START } from '../../src/bucketing/md5.js';
import { TextDigest } from '../../src/bucketing/text-digest.js';

const digest = new TextDigest();

function hexOf(state: Int32Array): string {
  const bytes = Buffer.alloc(16);
  for (let i = 0; i < 4; i += 1) bytes.writeInt32LE(state[i]!, i * 4);
  return bytes.toString('hex');
}

function ours(...texts: string[]): string {
  digest.restart();
  for (const text of texts) digest.add(text);
  digest.finish();
  return hexOf(digest.state);
}

function nodes(...texts: string[]): string {
  const hash = createHash('md5');
  for (const text of texts) hash.update(new TextEncoder().encode(text));
  return hash.digest('hex');
}

describe('addBlock', () => {
  test('the padded empty message gives the digest of RFC 1321', () => {
    const state = Int32Array.from(MD5_START);
    addBlock(
      state,
      Int32Array.from({ length: 16 }, (_, i) => (i === 0 ? 0x80 : 0)),
    );
    expect(hexOf(state)).toBe('d41d8cd98f00b204e9800998ecf8427e');
  });

  test('does not change the words', () => {
    const words = Int32Array.from({ length: 16 }, (_, i) => i * 0x9e3779b1);
    const before = [...words];
    addBlock(Int32Array.from(MD5_START), words);
    expect([...words]).toEqual(before);
  });
});

describe('TextDigest', () => {
  test.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('RFC 1321 vector %j', (text, hex) => {
    expect(ours(text)).toBe(hex);
  });

  test('every length from 0 to 300, in one to four bytes a character', () => {
    for (const character of ['x', 'é', 'ユ', '😀']) {
      for (let length = 0; length <= 300; length += 1) {
        const text = `a${character.repeat(length)}`;
        expect(ours(text), `${character} x ${length}`).toBe(nodes(text));
      }
    }
  });

  test('every code point but the surrogates', () => {
    for (let start = 0; start < 0x110000; start += 0x400) {
      if (start >= 0xd800 && start <= 0xdfff) continue;
      const text = String.fromCodePoint(...Array.from({ length: 0x400 }, (_, i) => start + i));
      expect(ours(text), `from U+${start.toString(16)}`).toBe(nodes(text));
    }
  });

  test('lone surrogates become U+FFFD, as in TextEncoder', () => {
    for (const text of ['\ud83d', '\ude00', 'a\ud83db', '\ude00\ud83d', '\ud83d\ud83d\ude00']) {
      expect(ours(text), JSON.stringify(text)).toBe(nodes(text));
    }
    expect(ours('\ud83d', '\ude00')).toBe(ours('\ufffd', '\ufffd'));
  });

  test('any texts in any pieces equal node:crypto', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        expect(ours(...texts)).toBe(nodes(...texts));
      }),
      { numRuns: 2000 },
    );
  });

  test('continues from another digest without changing it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 150 });
    fc.assert(
      fc.property(text, text, text, (beginning, first, second) => {
        const start = new TextDigest();
        start.add(beginning);
        for (const end of [first, second]) {
          digest.restartFrom(start);
          digest.add(end);
          digest.finish();
          expect(hexOf(digest.state)).toBe(nodes(beginning, end));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
