/** MD5 of the UTF-8 form of several texts in sequence, without an allocation per text. */
import { addBlock, MD5_START } from './md5.js';

const BLOCK_BYTES = 64;
const REPLACEMENT_CHARACTER = 0xfffd;

/**
 * A digest in progress: `restart`, `add` the texts, then `finish` and read `state`, the digest as four little-endian
 * 32-bit words. Each text is encoded on its own, as `TextEncoder` does: a surrogate without its partner, also one whose
 * partner is in the next text, becomes U+FFFD.
 */
export class TextDigest {
  readonly state = new Int32Array(4);
  readonly #words = new Int32Array(BLOCK_BYTES / 4);
  /** The bytes of the word that is not complete yet. */
  #word = 0;
  /** The number of bytes in the block. */
  #held = 0;
  /** The number of bytes in completed blocks. */
  #passed = 0;

  constructor() {
    this.restart();
  }

  restart(): void {
    for (let i = 0; i < 4; i += 1) this.state[i] = MD5_START[i]!;
    this.#word = 0;
    this.#held = 0;
    this.#passed = 0;
  }

  /** Continues from the state of another digest, so that a common beginning is hashed only once. */
  restartFrom(other: TextDigest): void {
    for (let i = 0; i < 4; i += 1) this.state[i] = other.state[i]!;
    const full = other.#held >> 2;
    for (let i = 0; i < full; i += 1) this.#words[i] = other.#words[i]!;
    this.#word = other.#word;
    this.#held = other.#held;
    this.#passed = other.#passed;
  }

  add(text: string): void {
    const words = this.#words;
    let word = this.#word;
    let held = this.#held;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.#word = word;
        this.#held = held;
        this.#addEncoded(text, i);
        return;
      }
      word |= code << (held << 3);
      held += 1;
      if ((held & 3) !== 0) continue;
      words[(held >> 2) - 1] = word;
      word = 0;
      if (held !== BLOCK_BYTES) continue;
      this.#pass();
      held = 0;
    }
    this.#word = word;
    this.#held = held;
  }

  /** Pads and ends the digest; afterwards only `restart` and `restartFrom` may be called. */
  finish(): void {
    const bytes = this.#passed + this.#held;
    const words = this.#words;
    let next = this.#held >> 2;
    words[next] = this.#word | (0x80 << (this.#held << 3));
    next += 1;
    if (next > 14) {
      words.fill(0, next);
      addBlock(this.state, words);
      next = 0;
    }
    while (next < 14) {
      words[next] = 0;
      next += 1;
    }
    words[14] = bytes << 3;
    words[15] = bytes / 0x20000000;
    addBlock(this.state, words);
  }

  #addEncoded(text: string, start: number): void {
    for (let i = start; i < text.length; i += 1) {
      let code = text.codePointAt(i)!;
      if (code > 0xffff) i += 1;
      else if (code >= 0xd800 && code <= 0xdfff) code = REPLACEMENT_CHARACTER;
      if (code < 0x80) {
        this.#addByte(code);
        continue;
      }
      if (code < 0x800) this.#addByte(0xc0 | (code >> 6));
      else {
        if (code < 0x10000) this.#addByte(0xe0 | (code >> 12));
        else {
          this.#addByte(0xf0 | (code >> 18));
          this.#addByte(0x80 | ((code >> 12) & 0x3f));
        }
        this.#addByte(0x80 | ((code >> 6) & 0x3f));
      }
      this.#addByte(0x80 | (code & 0x3f));
    }
  }

  #addByte(byte: number): void {
    this.#word |= byte << (this.#held << 3);
    this.#held += 1;
    if ((this.#held & 3) !== 0) return;
    this.#words[(this.#held >> 2) - 1] = this.#word;
    this.#word = 0;
    if (this.#held !== BLOCK_BYTES) return;
    this.#pass();
    this.#held = 0;
  }

  #pass(): void {
    addBlock(this.state, this.#words);
    this.#passed += BLOCK_BYTES;
  }
}
