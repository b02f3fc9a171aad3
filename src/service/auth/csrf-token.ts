/** CSRF tokens in Django's format: 32 letters and digits, which a page may receive masked. */
import { randomBytes, timingSafeEqual } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** 4 times 62: bytes above it would favour the first letters. */
const FAIR = 248;

export function newCsrfToken(): string {
  let token = '';
  while (token.length < 32) {
    for (const byte of randomBytes(48)) if (byte < FAIR) token += LETTERS[byte % LETTERS.length];
  }
  return token.slice(0, 32);
}

/** The token shifted by a random mask, so that the text differs in every answer (against compression attacks). */
export function masked(token: string): string {
  const mask = newCsrfToken();
  return mask + shifted(token, mask, 1);
}

/** Compares in constant time. */
export function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Returns the bare secret. A masked token is a 32-character random mask followed by the secret shifted by it. `null` if
 * malformed.
 */
export function unmasked(token: string): string | null {
  if (!/^(?:[a-zA-Z0-9]{32}){1,2}$/.test(token)) return null;
  if (token.length === 32) return token;
  return shifted(token.slice(32), token, -1);
}

function shifted(text: string, mask: string, direction: 1 | -1): string {
  return [...text]
    .map((letter, index) => {
      const moved = LETTERS.indexOf(letter) + direction * LETTERS.indexOf(mask[index]!);
      return LETTERS[(moved + LETTERS.length) % LETTERS.length];
    })
    .join('');
}
