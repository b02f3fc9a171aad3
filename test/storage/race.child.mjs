/** When told to, claims every learner once with a random group, 100 at a time; prints the group that each has. */
import { once } from 'node:events';
import seedrandom from 'seedrandom';

const [, , openModule, url, learnersText, seed] = process.argv;
const random = seedrandom(seed);
const { openStore } = await import(openModule);
const learners = Number(learnersText);
const store = await openStore(url);
console.log('ready');
await once(process.stdin, 'data');
process.stdin.destroy();

const order = Array.from({ length: learners }, (_, index) => index);
for (let index = learners - 1; index > 0; index -= 1) {
  const other = Math.floor(random() * (index + 1));
  [order[index], order[other]] = [order[other], order[index]];
}

const answers = new Array(learners);
let next = 0;
let won = 0;
async function caller() {
  while (next < learners) {
    const learner = order[next];
    next += 1;
    const claim = await store.claim({
      scope: '',
      experiment: 'race',
      learner: `learner ${learner}`,
      group: String(Math.floor(random() * 10)),
      strategy: 'random@1',
      assignedAt: new Date(),
    });
    answers[learner] = claim.stored.group;
    if (claim.won) won += 1;
  }
}
await Promise.all(Array.from({ length: 100 }, caller));
await store.close();
console.log(JSON.stringify({ won, answers }));
