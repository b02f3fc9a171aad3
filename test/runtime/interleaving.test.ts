/** However calls interleave, a learner sees one group, and one more for each time that a stale one was drawn anew. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AssignmentImportRow,
  createRuntime,
  type Decision,
  importAssignments,
  openStore,
  type Runtime,
  randomStrategy,
  type Store,
} from '../../src/index.js';
import { collect } from '../storage/contract.js';
import { abtest } from './blocks.js';

const LEARNERS = ['ada', 'grace', '__proto__'];
/** The same experiment before and after its author took a group away. */
const BLOCKS = [abtest('a .4 b .3'), abtest('a .5')];

type Call =
  | { kind: 'peek' | 'assign' | 'reassign' | 'expose'; learner: string; block: number; context: string }
  | { kind: 'assignMany'; learners: string[]; block: number }
  | { kind: 'import'; learners: string[]; group: string };

const learner = fc.constantFrom(...LEARNERS);
const learners = fc.array(learner, { maxLength: 4 });

/** @param blocks how many of the two versions of the block are shown */
function call(
  blocks: number,
  kinds: readonly ('peek' | 'assign' | 'reassign' | 'expose')[],
): fc.Arbitrary<Call> {
  const block = fc.nat({ max: blocks - 1 });
  const context = fc.constantFrom('p', 'q');
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom(...kinds), learner, block, context }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('assignMany' as const), learners, block }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('import' as const),
        learners,
        group: fc.constantFrom('a', 'b', ...(kinds.includes('reassign') ? ['gone'] : [])),
      }),
    },
  );
}

class Run {
  store: Store;
  readonly #store: Store;
  readonly #keeping: Runtime;
  readonly #reassigning: Runtime;
  /** Groups that learners were shown, in the order of the answers. */
  readonly shown = new Map<string, Set<string>>();
  readonly firsts = new Map<string, number>();
  readonly reassigned = new Map<string, number>();

  constructor(store: Store) {
    this.store = store;
    this.#store = store;
    // Chance is the hardest case: nothing but the store keeps a learner in one group.
    const options = { store, strategy: randomStrategy() };
    this.#keeping = createRuntime(options);
    this.#reassigning = createRuntime({ ...options, stale: 'reassign' });
  }

  async make(one: Call): Promise<void> {
    if (one.kind === 'import') {
      await collect(importAssignments(this.#store, rows(one.learners, one.group)));
      return;
    }
    const block = BLOCKS[one.block]!;
    if (one.kind === 'assignMany')
      for (const decision of await this.#keeping.assignMany(block, one.learners)) this.#note(decision);
    else if (one.kind === 'expose') {
      const { decision, first } = await this.#keeping.expose(block, one.learner, one.context);
      this.#note(decision);
      const name = `${one.learner} ${one.context}`;
      this.firsts.set(name, (this.firsts.get(name) ?? 0) + Number(first));
    } else if (one.kind === 'reassign') this.#note(await this.#reassigning.assign(block, one.learner));
    else if (one.kind === 'assign') this.#note(await this.#keeping.assign(block, one.learner));
    else await this.#keeping.peek(block, one.learner);
  }

  #note({ learner: who, group, reason, stale }: Decision): void {
    this.shown.set(who, (this.shown.get(who) ?? new Set()).add(group!));
    if (stale && reason === 'split') this.reassigned.set(who, (this.reassigned.get(who) ?? 0) + 1);
  }
}

function rows(who: readonly string[], group: string): AssignmentImportRow[] {
  return who.map((each, line) => ({
    line,
    fields: new Map(Object.entries({ student: each, key: 'E', state: JSON.stringify({ group }), scope: '' })),
  }));
}

async function interleave(scheduler: fc.Scheduler, calls: readonly Call[]): Promise<Run> {
  const store = await openStore('memory:');
  const run = new Run(scheduled(store, scheduler));
  await scheduler.waitFor(Promise.all(calls.map((one) => run.make(one))));
  return Object.assign(run, { store });
}

/** A store where each call begins, and each answer arrives, when the scheduler says so. */
function scheduled(store: Store, scheduler: fc.Scheduler): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await scheduler.schedule(Promise.resolve());
        return scheduler.schedule(method.apply(target, args));
      };
    },
  });
}

it('shows a learner one group, whatever was imported, exposed, edited and drawn', async () => {
  const calls = fc.array(call(2, ['peek', 'assign', 'expose']), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), calls, async (scheduler, all) => {
      const { shown, store } = await interleave(scheduler, all);
      for (const groups of shown.values()) expect(groups.size).toBe(1);
      const stored = await collect(store.list());
      for (const { learner: who, group } of stored) expect([...(shown.get(who) ?? [group])]).toEqual([group]);
    }),
    { numRuns: 300 },
  );
});

it('counts every exposure once per learner and context', async () => {
  const calls = fc.array(call(2, ['expose', 'assign']), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), calls, async (scheduler, all) => {
      const { firsts, store } = await interleave(scheduler, all);
      for (const times of firsts.values()) expect(times).toBe(1);
      expect(await collect(store.exposures())).toHaveLength(firsts.size);
    }),
    { numRuns: 200 },
  );
});

it('shows one more group for each time that a stale one was drawn anew', async () => {
  const calls = fc.array(call(1, ['assign', 'reassign', 'expose']), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), calls, async (scheduler, all) => {
      const { shown, reassigned, store } = await interleave(scheduler, all);
      const now = new Map((await collect(store.list())).map((row) => [row.learner, row.group]));
      for (const [who, groups] of shown) {
        expect(groups.size).toBeLessThanOrEqual(1 + (reassigned.get(who) ?? 0));
        expect(groups).toContain(now.get(who));
        // One block has one set of groups: what was drawn anew is never stale again.
        expect(reassigned.get(who) ?? 0).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 200 },
  );
});
