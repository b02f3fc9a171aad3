/** Processes of a simulation: each opens a store and makes calls, again where they fail; some die and are started anew. */
import type { Assignment, StoreWithData } from '../../../src/storage/store.js';
import { Witness } from './witness.js';
import type { World } from './world.js';

const PROCESSES = 2;
const CALLERS = 4;
const CALLS = 6;
const LEARNERS = 12;
const AT = new Date('2026-01-01T00:00:00Z');
/** What a caller is told to try again. */
const TEMPORARY = ['store-unavailable', 'store-locked'];

interface Machine {
  /** A new process of the program opens the store. */
  open(): Promise<StoreWithData>;
  /** The process of the store that was opened last, or of this one, is gone. */
  kill(store: StoreWithData): void;
}

/** Runs all processes to their end; every answer is noted. */
export async function callProcesses(world: World, machine: Machine): Promise<Witness> {
  const witness = new Witness();
  const run = async (name: string) => {
    for (let life = 1; ; life += 1) {
      if (await new Process(world, machine, witness, `${name}.${life}`).live(life === 1)) return;
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, index) => run(`process ${index}`)));
  return witness;
}

class Process {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #witness: Witness;
  readonly #name: string;
  #dead = false;

  constructor(world: World, machine: Machine, witness: Witness, name: string) {
    this.#world = world;
    this.#machine = machine;
    this.#witness = witness;
    this.#name = name;
  }

  /** Resolves with whether its callers have made all their calls. */
  async live(mayDie: boolean): Promise<boolean> {
    const store = await this.#patiently(() => this.#machine.open());
    if (store === null) return false;
    if (mayDie && this.#world.chance(0.3)) this.#dieLater(store);
    await Promise.all(Array.from({ length: CALLERS }, () => this.#call(store)));
    if (!this.#dead) await store.close();
    return !this.#dead;
  }

  #dieLater(store: StoreWithData): void {
    this.#world.after(this.#world.between(0, 300), () => {
      this.#dead = true;
      this.#world.note(`${this.#name} dies`);
      this.#machine.kill(store);
    });
  }

  async #call(store: StoreWithData): Promise<void> {
    const world = this.#world;
    for (let call = 0; call < CALLS && !this.#dead; call += 1) {
      if (world.chance(0.5)) await world.sleep(world.between(0, 30));
      const learner = `learner ${Math.floor(world.random() * LEARNERS)}`;
      await this.#patiently(() => this.#one(store, learner));
    }
  }

  async #one(store: StoreWithData, learner: string): Promise<void> {
    const world = this.#world;
    const witness = this.#witness;
    const wanted: Assignment = {
      scope: '',
      experiment: 'e',
      learner,
      group: `group ${Math.floor(world.random() * 5)}`,
      strategy: 'random@1',
      assignedAt: AT,
    };
    const kind = world.random();
    if (kind < 0.5) await this.#answered(store.claim(wanted), (claim) => witness.claimed(claim));
    else if (kind < 0.6) {
      const many = [wanted, { ...wanted, learner: `learner ${Math.floor(world.random() * LEARNERS)}` }];
      const note = (claims: Awaited<ReturnType<typeof store.claimMany>>) => {
        for (const claim of claims) witness.claimed(claim);
      };
      await this.#answered(store.claimMany(many), note);
    } else if (kind < 0.75) {
      const known = witness.knows(learner);
      await this.#answered(store.peek(wanted), (stored) => witness.peeked(wanted, stored, known));
    } else if (kind < 0.95) {
      const exposure = { scope: '', experiment: 'e', learner, context: 'page', group: 'any', at: AT };
      await this.#answered(store.expose(exposure), (first) => witness.exposed(learner, first));
    } else {
      const ending = { scope: '', experiment: 'e', group: wanted.group, endedAt: AT };
      await this.#answered(store.end(ending), (ended) => witness.ended(ended));
    }
  }

  /** A process that has died has received no answer. */
  async #answered<Answer>(call: Promise<Answer>, note: (answer: Answer) => void): Promise<void> {
    const answer = await call;
    if (this.#dead) return;
    this.#world.note(`${this.#name} ${JSON.stringify(answer)}`);
    note(answer);
  }

  /** Makes the call until it succeeds; `null` when the process has died. */
  async #patiently<Answer>(call: () => Promise<Answer>): Promise<Answer | null> {
    while (!this.#dead) {
      try {
        return await call();
      } catch (error) {
        if (this.#dead) break;
        const { code, message } = error as { code?: string; message: string };
        if (!TEMPORARY.includes(code ?? '')) throw error;
        this.#world.note(`${this.#name} ${code}: ${message}`);
      }
      await this.#world.sleep(this.#world.between(1, 500));
    }
    return null;
  }
}
