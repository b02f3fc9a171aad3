/** Opens a SQLite store as a user without rights, and prints how opening, reading and claiming went. */
const [, , openModule, path] = process.argv;
const { openStore } = await import(openModule);
// Loads every module while this process may still read them.
await (await openStore('sqlite::memory:')).close();
if (process.getuid() === 0) {
  process.setgid(65534);
  process.setuid(65534);
}

const result = {};
const key = { scope: 'course-v1:edX+DemoX+2026', experiment: 'video' };
try {
  const store = await openStore(`sqlite:${path}`);
  result.open = 'ok';
  result.peek = (await store.peek({ ...key, learner: 'learner 7' })).group;
  const claim = { ...key, learner: 'new', group: 'a', strategy: 's', assignedAt: new Date() };
  result.claim = await store.claim(claim).then(
    () => 'ok',
    (error) => error.code,
  );
  await store.close();
} catch (error) {
  result.open = error.code ?? String(error);
}
console.log(JSON.stringify(result));
