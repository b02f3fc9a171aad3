/** Sessions that end: at once, in every instance on the same store, and for every copy of the cookie. */
import { describe, expect, test } from 'vitest';
import { authWith, Client, newSecret, start } from '../service.js';
import { type Scene, V1 } from './scene.js';

const SESSION = `${V1}/session`;
const HOUR = 3_600_000;

/** @param storeUrl of the service's store, for a second instance */
export function sessions({ learner }: Scene, storeUrl: () => string): void {
  describe('sessions', () => {
    test('end at once, for copies of the cookie and in other instances; others go on', async () => {
      const auth = authWith(await newSecret());
      const url = storeUrl();
      const [here, there] = [await start(url, { auth }), await start(url, { auth })];
      const name = learner();
      const begin = async () => {
        const begun = await (await here.as(name)).ask('POST', SESSION);
        const cookies = begun.headers.getSetCookie().map((line) => line.split(';')[0]!);
        return { Cookie: cookies.join('; '), 'X-CSRFToken': cookies[1]!.split('=')[1]! };
      };
      const [one, other] = [await begin(), await begin()];
      const statuses = async (headers: Record<string, string>) => [
        (await new Client(here.url, headers).ask('GET', `${V1}/courses`)).status,
        (await new Client(there.url, headers).ask('GET', `${V1}/courses`)).status,
      ];
      expect(await statuses(one)).toEqual([200, 200]);
      // Ending needs the CSRF token, so that no other page can log a learner out.
      expect((await new Client(here.url, { Cookie: one.Cookie }).ask('DELETE', SESSION)).status).toBe(403);
      expect(await statuses(one)).toEqual([200, 200]);
      expect((await new Client(here.url, one).ask('DELETE', SESSION, '')).status).toBe(204);
      expect(await statuses(one)).toEqual([401, 401]);
      expect(await statuses(other)).toEqual([200, 200]);
      // Again, with the copy: it is nobody's session.
      expect((await new Client(there.url, one).ask('DELETE', SESSION, '')).status).toBe(204);
      const csrf = await new Client(here.url, one).ask('GET', '/csrf/api/v1/token');
      expect(csrf.status).toBe(200);
      await Promise.all([here.close(), there.close()]);
    });

    test('that were ended are forgotten when they would have expired', async () => {
      const auth = authWith(await newSecret());
      let time = Date.now();
      const here = await start(storeUrl(), { auth, now: () => new Date(time) });
      const { endedSessions } = here.store.data;
      const [id, next] = [learner(), learner()];
      await endedSessions.add(id, new Date(time + HOUR), new Date(time));
      expect(await endedSessions.has(id)).toBe(true);
      time += 2 * HOUR;
      await endedSessions.add(next, new Date(time + HOUR), new Date(time));
      expect([await endedSessions.has(id), await endedSessions.has(next)]).toEqual([false, true]);
      await here.close();
    });
  });
}
