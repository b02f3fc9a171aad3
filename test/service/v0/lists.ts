/** Filters and pages. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, V0 } from '../service.js';
import { NO_DATA, row, type Scene } from './people.js';

const INVALID = { detail: 'Invalid page.' };

export function lists({ cast, service }: Scene): void {
  describe('6.6 filters', () => {
    let lin: Client;
    const ids: number[] = [];
    beforeAll(async () => {
      lin = await service().as('lin');
      for (const [experiment_id, key] of [
        [1, 'foo'],
        [1, 'Foo'],
        [2, 'foo'],
        [65_535, 'a b+c&d'],
      ] as const) {
        ids.push((await row(lin, { experiment_id, key })).id);
        await row(cast().bob, { experiment_id, key });
      }
    });
    const wanted = (indices: readonly number[]) => indices.map((index) => ids[index]);

    it.each([
      ['', [0, 1, 2, 3]],
      ['?experiment_id=1', [0, 1]],
      ['?experiment_id=1.5', [0, 1]],
      ['?experiment_id=1e0', [0, 1]],
      ['?experiment_id=%201%20', [0, 1]],
      ['?experiment_id=', [0, 1, 2, 3]],
      ['?key=', [0, 1, 2, 3]],
      ['?key=foo', [0, 2]],
      ['?key=FOO', []],
      ['?key=a+b%2Bc%26d', [3]],
      ['?experiment_id=1&key=foo', [0]],
      ['?experiment_id=1&experiment_id=2', [2]],
      ['?key=foo&key=Foo', [1]],
      ['?ordering=-id&search=x&user=bob&username=bob', [0, 1, 2, 3]],
      ['?experiment_id=99999999999999999999999', []],
      ['?experiment_id=1e50', []],
      ['?experiment_id=-1', []],
      [`?key=${'k'.repeat(3000)}`, []],
    ] as const)('%s', async (query, indices) => {
      const { status, body } = await lin.ask('GET', `${V0}/data/${query}`);
      expect([status, body.results?.map(({ id }: { id: number }) => id)]).toEqual([200, wanted(indices)]);
      expect(body.count).toBe(indices.length);
    });

    it.each([
      ['?experiment_id=abc', { experiment_id: ['Enter a number.'] }],
      ['?experiment_id=NaN', { experiment_id: ['Enter a number.'] }],
      ['?experiment_id=0x1', { experiment_id: ['Enter a number.'] }],
      ['?key=a%00b', { key: ['Null characters are not allowed.'] }],
    ])('%s: 400', async (query, errors) => {
      for (const path of ['data', 'key-value']) {
        const answer = await lin.ask('GET', `${V0}/${path}/${query}`);
        expect([answer.status, answer.body]).toEqual([400, errors]);
      }
    });

    it('applies to single rows too', async () => {
      const at = (query: string) => lin.ask('GET', `${V0}/data/${ids[0]}/${query}`);
      expect((await at('?experiment_id=1&key=foo')).status).toBe(200);
      const other = await at('?experiment_id=2');
      expect([other.status, other.body]).toEqual([404, NO_DATA]);
      expect((await lin.ask('PATCH', `${V0}/data/${ids[0]}/?key=bar`, {})).status).toBe(404);
      expect((await lin.ask('DELETE', `${V0}/data/${ids[0]}/?key=bar`)).status).toBe(404);
      expect((await at('?experiment_id=abc')).status).toBe(400);
      expect((await at('?experiment_id=-1')).status).toBe(404);
    });
  });

  describe('6.6 pages', () => {
    let mia: Client;
    let base: string;
    const ids: number[] = [];
    beforeAll(async () => {
      mia = await service().as('mia');
      base = `${service().url}${V0}/data/`;
      for (let index = 0; index < 23; index += 1) {
        ids.push((await row(mia, { experiment_id: 7, key: `k${index}` })).id);
      }
    });
    const get = (query: string) => mia.ask('GET', `${V0}/data/${query}`);

    it('has ten rows on a page, ordered by id, and links to the pages around it', async () => {
      const { body, text } = await get('?experiment_id=7');
      expect(Object.keys(JSON.parse(text))).toEqual([
        'next',
        'previous',
        'count',
        'num_pages',
        'current_page',
        'start',
        'results',
      ]);
      const { results, ...around } = body;
      expect(around).toEqual({
        next: `${base}?experiment_id=7&page=2`,
        previous: null,
        count: 23,
        num_pages: 3,
        current_page: 1,
        start: 0,
      });
      expect(results.map(({ id }: { id: number }) => id)).toEqual(ids.slice(0, 10));
    });

    it.each([
      ['?page=2', { next: '?page=3', previous: '', current_page: 2, start: 10 }, 10],
      [
        '?page=3&experiment_id=7',
        { next: null, previous: '?experiment_id=7&page=2', current_page: 3, start: 20 },
        3,
      ],
      ['?page=last', { next: null, previous: '?page=2', current_page: 3, start: 20 }, 3],
      ['?page_size=23&page=last', { next: null, previous: null, current_page: 1, start: 0 }, 23],
      ['?page_size=100', { next: null, previous: null, num_pages: 1 }, 23],
      ['?page_size=1000', { next: null, previous: null, num_pages: 1 }, 23],
      [
        '?page_size=5&page=2',
        { next: '?page=3&page_size=5', previous: '?page_size=5', num_pages: 5, start: 5 },
        5,
      ],
      ['?page_size=0', { num_pages: 3 }, 10],
      ['?page_size=-1', { num_pages: 3 }, 10],
      ['?page_size=abc', { num_pages: 3 }, 10],
      ['?page=', { current_page: 1 }, 10],
      ['?page=1&page=2', { current_page: 2 }, 10],
    ])('%s', async (query, around, rows) => {
      const { status, body } = await get(query);
      const links = Object.fromEntries(
        (['next', 'previous'] as const)
          .filter((name) => name in around)
          .map((name) => {
            const value = (around as Record<string, unknown>)[name];
            return [name, value === null ? null : `${base}${value}`];
          }),
      );
      expect([status, body]).toMatchObject([200, { ...around, ...links, count: 23 }]);
      expect(body.results).toHaveLength(rows);
    });

    it('leads through all rows, each once', async () => {
      const seen: number[] = [];
      let next: string | null = `${base}?page_size=4`;
      while (next !== null) {
        const { body } = await mia.ask('GET', next.slice(service().url.length));
        seen.push(...body.results.map(({ id }: { id: number }) => id));
        next = body.next;
      }
      expect(seen).toEqual(ids);
    });

    it.each(['0', '-1', '4', 'abc', '1.5', '99999999999999999999', 'LAST', '%00'])(
      'page=%s: 404',
      async (page) => {
        const { status, body } = await get(`?page=${page}`);
        expect([status, body]).toEqual([404, INVALID]);
      },
    );

    it('has one empty page', async () => {
      const nobody = await service().as('new here');
      for (const query of ['', '?page=last', '?experiment_id=-5']) {
        const { status, body } = await nobody.ask('GET', `${V0}/data/${query}`);
        expect([status, body]).toEqual([
          200,
          { next: null, previous: null, count: 0, num_pages: 1, current_page: 1, start: 0, results: [] },
        ]);
      }
      expect((await nobody.ask('GET', `${V0}/data/?page=2`)).status).toBe(404);
    });
  });
}
