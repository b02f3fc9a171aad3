/** Many answers in one request: all that a learner meets, and one experiment for many learners. */
import { describe, expect, test } from 'vitest';
import { sampleCourse } from '../../runtime/blocks.js';
import { collect } from '../../storage/contract.js';
import { tokenOf } from '../service.js';
import {
  assignment,
  COURSE,
  children,
  everything,
  HINTS,
  path,
  type Scene,
  SWARM,
  TONE,
  WELCOME,
} from './scene.js';

export function bulk({ service, learner }: Scene): void {
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for.
  type Body = any;
  const blockOf = (body: Body, block: string) => body.blocks.find((each: Body) => each.block === block);
  const decisionsIn = (body: Body): Readonly<Record<string, string>>[] =>
    body.blocks.map((each: Body) => each.decision);
  const rowsOf = async (name: string) =>
    (await collect(service().store.list())).filter((row) => row.learner === name).length;

  describe('all that a learner meets', () => {
    test('a look has what the single looks have, and stores nothing', async () => {
      const name = learner();
      const me = await service().as(name);
      const { status, headers, text, body } = await me.ask('GET', everything(name, '?content=true'));
      expect([status, body.course, body.learner]).toEqual([200, COURSE, name]);
      // An answer of 4 KiB is compressed, and arrives whole; whether it is so large depends on the learner's groups.
      expect(headers.get('Content-Encoding')).toBe(Buffer.byteLength(text) >= 4096 ? 'gzip' : null);
      for (const block of [WELCOME, SWARM]) {
        const alone = (await me.ask('GET', `${children(block, name)}?content=true`)).body;
        expect(blockOf(body, block)).toEqual({ block, ...alone });
      }
      expect(await rowsOf(name)).toBe(0);
    });

    test('assigning stores each experiment once; later looks return the same groups', async () => {
      const name = learner();
      const me = await service().as(name);
      const look = (await me.ask('GET', everything(name))).body;
      const { status, body } = await me.ask('PUT', everything(name));
      expect(status).toBe(200);
      const groups = (from: Body) => decisionsIn(from).map(({ group }) => group);
      expect(groups(body)).toEqual(groups(look));
      expect(blockOf(body, WELCOME).decision.reason).toBe('split');
      const stored = await rowsOf(name);
      expect(stored).toBe(new Set(decisionsIn(body).map(({ experiment }) => experiment)).size);
      const again = (await me.ask('PUT', everything(name))).body;
      expect(new Set(decisionsIn(again).map(({ reason }) => reason))).toEqual(new Set(['stored']));
      expect(await rowsOf(name)).toBe(stored);
      expect((await me.ask('GET', assignment(TONE, name))).body.reason).toBe('stored');
    });

    test('only named experiments, only a part of the course, without children', async () => {
      const name = learner();
      const me = await service().as(name);
      const ask = async (query: string) => (await me.ask('PUT', everything(name, query))).body.blocks;
      const named = await ask(`?experiment=${encodeURIComponent(HINTS)}&children=false`);
      expect(named).toMatchObject([{ block: SWARM, children: [] }]);
      expect(await rowsOf(name)).toBe(1);
      const both = `?experiment=${encodeURIComponent(HINTS)}&experiment=${encodeURIComponent(TONE)}`;
      expect((await me.ask('GET', everything(name, both))).body.blocks.length).toBeGreaterThan(named.length);
      const course = await sampleCourse();
      const unit = course.nodes.find(
        ({ tag, children: inside }) =>
          tag === 'vertical' && inside.some(({ urlName }) => urlName === 'welcome'),
      )!;
      const within = `block-v1:HiveX+BEE101+2026_T1+type@vertical+block@${unit.urlName}`;
      const query = `?within=${encodeURIComponent(within)}`;
      const part = (await me.ask('GET', everything(name, query))).body.blocks;
      expect(part.map(({ block }: { block: string }) => block)).toContain(WELCOME);
      expect(part.map(({ block }: { block: string }) => block)).not.toContain(SWARM);
      const elsewhere = `${query}&experiment=${encodeURIComponent(HINTS)}`;
      expect((await me.ask('GET', everything(name, elsewhere))).body.blocks).toEqual([]);
      expect((await me.ask('GET', everything(name, '?within=nothing'))).body.title).toBe(
        'No such block of the outline',
      );
      expect((await me.ask('GET', everything(name, '?experiment=Nothing'))).status).toBe(404);
    });

    test('a look has an ETag, which changes when the learner is assigned, and differs between learners', async () => {
      const name = learner();
      const me = await service().as(name);
      const first = await me.ask('GET', everything(name));
      const tag = first.headers.get('ETag')!;
      const known = await me.ask('GET', everything(name), undefined, { 'If-None-Match': tag });
      expect([known.status, known.text, known.headers.get('ETag')]).toEqual([304, '', tag]);
      await me.ask('PUT', assignment(TONE, name));
      const changed = await me.ask('GET', everything(name), undefined, { 'If-None-Match': tag });
      expect(changed.status).toBe(200);
      expect(changed.headers.get('ETag')).not.toBe(tag);
      const other = learner();
      const theirs = await (await service().as(other)).ask('GET', everything(other));
      expect(theirs.headers.get('ETag')).not.toBe(tag);
    });
  });

  describe('one experiment for many learners', () => {
    const url = (query = '') => `${path('courses', COURSE, 'experiments', TONE, 'assignments')}${query}`;
    const send = async (
      body: string | Uint8Array | ReadableStream,
      query = '',
      headers: Record<string, string> = {},
      isStaff = true,
    ) =>
      fetch(service().url + url(query), {
        method: 'POST',
        headers: {
          Authorization: `JWT ${await tokenOf('root', isStaff)}`,
          'Content-Type': 'application/x-ndjson',
          ...headers,
        },
        body,
        duplex: 'half',
      } as RequestInit);
    const post = async (...sent: Parameters<typeof send>) => {
      const response = await send(...sent);
      const text = await response.text();
      const isLines = response.headers.get('Content-Type') === 'application/x-ndjson';
      // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for.
      const lines: any[] = isLines
        ? text
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : [];
      return { status: response.status, lines, text };
    };

    test('a look stores nothing; assigning returns the same groups, in the same order', async () => {
      const names = Array.from({ length: 2500 }, () => learner());
      const body = names.map((name) => `${JSON.stringify({ learner: name })}\n`).join('');
      const look = await post(body);
      expect(look.lines.map((line) => line.learner)).toEqual(names);
      expect(new Set(look.lines.map((line) => line.reason))).toEqual(new Set(['split']));
      expect(await rowsOf(names[7]!)).toBe(0);
      const assigned = await post(body, '?keeping=assign');
      expect(assigned.lines.map((line) => line.group)).toEqual(look.lines.map((line) => line.group));
      expect((await post(body)).lines.every((line) => line.reason === 'stored')).toBe(true);
      const one = await (await service().as('root', true)).ask('GET', assignment(TONE, names[2400]!));
      expect(one.body.group).toBe(look.lines[2400].group);
    });

    test('a line that is not a learner has its error, and stops nothing', async () => {
      const body = [
        '{"learner": "a1"}',
        'x',
        '',
        '{"learner": 5}',
        '{"learner": "b", "more": 1}',
        '{"learner": "\\u0000"}',
        '[]',
        '{"learner": "a1"}',
      ];
      const { status, lines } = await post(body.join('\n'));
      expect(status).toBe(200);
      expect(lines).toMatchObject([
        { learner: 'a1' },
        { line: 2, error: 'The line is not JSON' },
        { line: 4, error: expect.stringContaining('learner') },
        { line: 5, error: expect.stringContaining('"more"') },
        { line: 6, error: expect.stringContaining('NUL') },
        { line: 7, error: 'The line is not a JSON object' },
        { learner: 'a1' },
      ]);
    });

    test('what cannot be read is refused: not UTF-8, a line without an end, another type, too many lines', async () => {
      expect(await post(Buffer.from([0x7b, 0xff, 0x0a]))).toMatchObject({ status: 400 });
      expect(await post('x'.repeat(20_000))).toMatchObject({ status: 400 });
      expect(await post('{}', '', { 'Content-Type': 'application/json' })).toMatchObject({ status: 415 });
      expect(await post('', '?keeping=expose')).toMatchObject({ status: 400 });
      expect(await post('', '', {}, false)).toMatchObject({ status: 403 });
      expect(await post('')).toMatchObject({ status: 200, lines: [] });
      const { lines } = await post(`${'x\n'.repeat(100_001)}`);
      expect(lines).toHaveLength(100_001);
      expect(lines.at(-1)).toEqual({ error: 'The body has more than 100,000 lines' });
    });

    test('other requests have their turn between a thousand lines and the next', async () => {
      let isAnswered = false;
      let turns = 0;
      const count = (): void => {
        turns += 1;
        if (!isAnswered) setImmediate(count);
      };
      const answer = service().app.inject({
        method: 'POST',
        url: path('courses', COURSE, 'experiments', HINTS, 'assignments'),
        headers: {
          Authorization: `JWT ${await tokenOf('root', true)}`,
          'Content-Type': 'application/x-ndjson',
        },
        payload: 'x\n'.repeat(60_000),
      });
      count();
      expect((await answer).payload.split('\n')).toHaveLength(60_001);
      isAnswered = true;
      expect(turns).toBeGreaterThanOrEqual(60);
    });

    test('a sender may wait for the answers to 1,000 learners before it sends the next', async () => {
      const thousand = Array.from({ length: 1000 }, (_, index) => `{"learner": "patient_${index}"}\n`).join(
        '',
      );
      let answered = 0;
      let rest: () => void = () => {};
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (answered === 2000) return controller.close();
          controller.enqueue(Buffer.from(thousand));
          const whole = new Promise<void>((resolve) => {
            rest = resolve;
          });
          await whole;
        },
      });
      const response = await send(body);
      for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
        answered += part.split('\n').length - 1;
        if (answered % 1000 === 0) rest();
      }
      expect(answered).toBe(2000);
    });

    test('answers come while the body is sent, and are made only as fast as they are read', async () => {
      let sent = 0;
      const source = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          if (sent > 90) return controller.close();
          const lines = Array.from({ length: 1000 }, () => `{"learner": "slow${'x'.repeat(500)}"}\n`);
          controller.enqueue(new TextEncoder().encode(lines.join('')));
        },
      });
      const response = await send(source);
      const reader = response.body!.getReader();
      expect((await reader.read()).done).toBe(false);
      // Most of the 45 MB is not even sent while nobody reads.
      let last = -1;
      await expect
        .poll(
          () => {
            const isStill = sent === last;
            last = sent;
            return isStill;
          },
          { interval: 200 },
        )
        .toBe(true);
      expect(sent).toBeLessThan(80);
      let bytes = 0;
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
      expect(sent).toBe(91);
      expect(bytes).toBeGreaterThan(45_000_000);
    });
  });
}
