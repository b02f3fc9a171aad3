/** Every kind of forged token is refused, in the header and in cookies, on routes that need a login and on those that do not. */

import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCE, Client, ISSUER, type Running, start, V0 } from '../service.js';
import { forgeries } from './forged-tokens.js';
import { ecPair, edPair, jwkOf, now, rsaPair, signed } from './issuer.js';

const ours = { rsa: rsaPair(), ec: ecPair(), ed: edPair() };
const kinds = forgeries(ours);
const ROUTES = [`${V0}/data/`, `${V0}/key-value/`, '/api/abtest/v1/courses'];

let service: Running;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'olx-abtest-forged-'));
  const jwksFile = join(folder, 'jwks.json');
  const keys = Object.entries(ours).map(([kid, pair]) => jwkOf(pair, { kid }));
  await writeFile(jwksFile, JSON.stringify({ keys }));
  service = await start('memory:', {
    now,
    auth: { token: { keys: { jwksFile }, issuer: ISSUER, audience: AUDIENCE } },
  });
});
afterAll(async () => {
  await service?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the table has at least a hundred', () => {
  expect(Object.values(kinds).flat().length).toBeGreaterThanOrEqual(100);
});

it.each([
  ['rsa', 'RS256'],
  ['rsa', 'RS512'],
  ['ec', 'ES256'],
  ['ed', 'EdDSA'],
] as const)('a good one is accepted: key %s, %s, with a kid, an unknown kid and none', async (name, alg) => {
  for (const kid of [undefined, 'unknown', name]) {
    const token = signed(ours[name], {}, { alg, kid });
    for (const path of ROUTES) {
      const answer = await new Client(service.url, { Authorization: `JWT ${token}` }).ask('GET', path);
      expect([path, kid, answer.status]).toEqual([path, kid, 200]);
    }
  }
});

describe.each(Object.entries(kinds))('%s', (_, rows) => {
  it.each(rows.map(([name, token, status = 401]) => ({ name, token, status })))(
    '$name',
    async ({ token, status }) => {
      for (const path of ROUTES) {
        const client = new Client(service.url, { Authorization: `JWT ${token}` });
        const answer = await client.ask('GET', path);
        expect([path, answer.status]).toEqual([path, status]);
        if (status === 401) expect(answer.headers.get('WWW-Authenticate')).toBe('JWT realm="api"');
        else expect(answer.body.detail).toBe('You do not have permission to perform this action.');
        // One sentence, which does not tell a forger what is missing.
        expect(answer.body.detail).toMatch(/^[A-Z][\w .,]+\.$/);
      }
      if (/[ ,";\\]|^$/.test(token)) return;
      const [head = '', payload = '', ...rest] = token.split('.');
      const cookie = `edx-jwt-cookie-header-payload=${head}.${payload}; edx-jwt-cookie-signature=${rest.join('.')}`;
      const inCookie = await new Client(service.url, { Cookie: cookie }).ask('GET', ROUTES[0]!);
      expect(inCookie.status).toBe(status);
    },
  );
});
