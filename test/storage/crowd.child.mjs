/** Claims 200 learners in pairs of calls, says how many it won, and does not close its store. */
const [, , openModule, url] = process.argv;
const { openStore } = await import(openModule);
const store = await openStore(url);
let won = 0;
for (let number = 0; number < 200; number += 2) {
  const pair = [number, number + 1].map((one) =>
    store.claim({
      scope: '',
      experiment: 'crowd',
      learner: `learner ${one}`,
      group: 'a',
      strategy: 'stable@1',
      assignedAt: new Date(),
    }),
  );
  for (const claim of await Promise.all(pair)) if (claim.won) won += 1;
  await new Promise((resolve) => setTimeout(resolve, 2));
}
console.log(`${won} won`);
