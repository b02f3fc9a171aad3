/** Policies of documents: closed, but for what is given. */
import { expect, test } from 'vitest';
import { contentPolicy, UNFRAMED } from '../../src/http/content-policy.js';

test('nothing is allowed by default, including directives that default-src does not cover', () => {
  expect(contentPolicy()).toBe("default-src 'none'; base-uri 'none'; form-action 'none'");
});

test('given directives are allowed, and replace the defaults', () => {
  const policy = contentPolicy({ 'img-src': 'data:', 'form-action': "'self'", ...UNFRAMED });
  expect(policy).toBe(
    "default-src 'none'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
});
