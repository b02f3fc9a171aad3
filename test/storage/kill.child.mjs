/** Claims one learner after the other, 20 at a time, until it is killed; prints each as soon as it is acknowledged. */
import { writeSync } from 'node:fs';
import seedrandom from 'seedrandom';

const [, , openModule, url, name, seed] = process.argv;
const random = seedrandom(`${seed} ${name}`);
const { openStore } = await import(openModule);
const store = await openStore(url);
let next = 0;

async function caller() {
  for (;;) {
    const learner = `${name} ${next}`;
    next += 1;
    const group = String(Math.floor(random() * 10));
    const assignedAt = new Date();
    try {
      const { stored } = await store.claim({
        scope: 'kill',
        experiment: '',
        learner,
        group,
        strategy: 'random@1',
        assignedAt,
      });
      // Written at once: what sits in a buffer when the process dies was never acknowledged.
      writeSync(1, `${JSON.stringify([learner, stored.group])}\n`);
    } catch (error) {
      if (error.code !== 'store-unavailable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
await Promise.all(Array.from({ length: 20 }, caller));
