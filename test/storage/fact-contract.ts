/** What every store must do with facts: one suite, run against each engine by a caller of a few lines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import type { FactRow, StoreWithData } from '../../src/storage/store.js';

const AT = new Date('2026-03-04T05:06:07.089Z');
const LATER = new Date('2026-03-04T05:06:07.090Z');

function fact(change: Partial<FactRow> = {}): FactRow {
  return {
    learner: 'ada',
    kind: 'enrolments',
    course: 'course-v1:edX+DemoX+2026',
    item: '',
    alias: null,
    modified: AT,
    document: '{"mode":"audit"}',
    ...change,
  };
}

export function factContract(name: string, urlOf: () => Promise<string>): void {
  describe(`the facts of ${name}`, () => {
    let store: StoreWithData;
    beforeAll(async () => {
      store = await openStore(await urlOf());
    });
    afterAll(() => store?.close());
    const rows = (learner: string, course?: string) =>
      store.data.facts.rows({ kind: 'enrolments', learner, ...(course !== undefined && { course }) });

    it('keeps the row that was modified last, in any order of writes', async () => {
      const { facts } = store.data;
      expect(await facts.put([fact({ learner: 'new', modified: LATER, document: '2' })])).toBe(1);
      expect(await facts.put([fact({ learner: 'new', document: '1' })])).toBe(0);
      expect((await rows('new')).map(({ document }) => document)).toEqual(['2']);
      expect(await facts.put([fact({ learner: 'new', modified: LATER, document: '3' })])).toBe(1);
      expect(await rows('new')).toEqual([fact({ learner: 'new', modified: LATER, document: '3' })]);
    });

    it('finds rows by learner, course and alias, in order', async () => {
      const learner = 'жук';
      const put = ['b', 'a', '\u{1f600}', '\uffff'].map((course) => fact({ learner, course, alias: course }));
      await store.data.facts.put([...put, fact({ learner, kind: 'roles' })]);
      expect((await rows(learner)).map(({ course }) => course)).toEqual(['a', 'b', '\uffff', '\u{1f600}']);
      expect(await rows(learner, 'b')).toEqual([put[0]]);
      expect(await rows(learner, 'c')).toEqual([]);
      expect(await store.data.facts.rows({ kind: 'enrolments', alias: 'a' })).toEqual([put[1]]);
      expect(await store.data.facts.rows({ kind: 'roles', alias: 'a' })).toEqual([]);
      expect((await store.data.facts.of(learner)).map(({ kind }) => kind)).toEqual([
        ...Array(4).fill('enrolments'),
        'roles',
      ]);
    });

    it('leaves out deleted facts, and keeps the time of the deletion', async () => {
      const { facts } = store.data;
      await facts.put([fact({ learner: 'gone' })]);
      await facts.put([fact({ learner: 'gone', modified: LATER, document: null })]);
      expect(await rows('gone')).toEqual([]);
      expect(await facts.put([fact({ learner: 'gone' })])).toBe(0);
      expect(await facts.of('gone')).toHaveLength(1);
    });

    it('stores all rows or none', async () => {
      const odd = fact({ learner: 'whole', document: 'a\0b' });
      await expect(store.data.facts.put([fact({ learner: 'whole' }), odd])).rejects.toThrow(/NUL/);
      expect(await rows('whole')).toEqual([]);
    });

    it('forgets a learner, and no other learner', async () => {
      const { facts } = store.data;
      await facts.put([
        fact({ learner: 'eve' }),
        fact({ learner: 'eve', kind: 'user', course: '', alias: 'eve@example.com' }),
        fact({ learner: 'eve2' }),
        fact({ learner: '', kind: 'modes', item: 'audit' }),
      ]);
      expect(await facts.forget('eve')).toBe(2);
      expect(await facts.forget('eve')).toBe(0);
      expect(await facts.of('eve')).toEqual([]);
      expect(await facts.rows({ kind: 'user', alias: 'eve@example.com' })).toEqual([]);
      expect(await rows('eve2')).toHaveLength(1);
      await expect(facts.forget('')).rejects.toMatchObject({ code: 'bad-argument' });
      expect(await facts.rows({ kind: 'modes', learner: '' })).toHaveLength(1);
    });

    it('counts the rows of each kind', async () => {
      const { facts } = store.data;
      await facts.put([fact({ kind: 'a-kind' }), fact({ kind: 'a-kind', item: '2', modified: LATER })]);
      await facts.put([fact({ kind: 'a-kind', item: '3', document: null })]);
      expect((await facts.counts())[0]).toEqual({ kind: 'a-kind', rows: 2, newest: LATER });
    });

    it.each([
      [
        'a key that fits into no index',
        { learner: 'x'.repeat(900), item: 'y'.repeat(900), course: 'z'.repeat(900) },
      ],
      ['a lone surrogate', { learner: '\ud800' }],
      ['a document that is too long', { document: 'x'.repeat(1_000_001) }],
      ['no date', { modified: new Date(Number.NaN) }],
    ])('refuses %s', async (_name, change) => {
      await expect(store.data.facts.put([fact(change)])).rejects.toMatchObject({ code: 'bad-argument' });
    });
  });
}
