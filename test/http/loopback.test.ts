/** Which hosts are this machine itself. */
import { expect, test } from 'vitest';
import { isLoopback } from '../../src/http/loopback.js';

test.each(['localhost', 'LocalHost', '127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '[::1]'])(
  '"%s" is',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each([
  '',
  '0.0.0.0',
  '::',
  '[::]',
  '128.0.0.1',
  '10.0.0.1',
  '127.0.0.999',
  '127.1',
  '127.0.0.1.example.com',
  'localhost.example.com',
  'localhost.',
  '[localhost',
  '::2',
])('"%s" is not', (host) => {
  expect(isLoopback(host)).toBe(false);
});
