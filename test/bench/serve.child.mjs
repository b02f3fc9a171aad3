/** One server of the benchmark of the service: `bare`, `service`, or `single` (one commit for each request). */
import { Session } from 'node:inspector/promises';
import Fastify from 'fastify';
import { loadCourse, openStore } from '../../dist/index.js';
import { createService } from '../../dist/service/service.js';

const [kind, url, auth] = process.argv.slice(2);

/** The same store, one claim at a time: what a service without group commit does. */
function oneCommitEach(store) {
  let last = Promise.resolve();
  const claim = (assignment) => {
    const mine = last.then(() => store.claim(assignment));
    last = mine.catch(() => undefined);
    return mine;
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'claim') return claim;
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function serviceOn(store) {
  const { course } = await loadCourse(new URL('../../fixtures/courses/sample', import.meta.url).pathname);
  const login =
    auth === undefined || auth === 'learner'
      ? { development: { username: auth ?? 'renderer', isStaff: auth === undefined } }
      : { auth: JSON.parse(auth) };
  return createService({
    ...login,
    store,
    courses: [course],
    limits: { rate: false },
    log: { level: 'warn' },
  });
}

let app;
if (kind === 'bare') {
  app = Fastify();
  app.get('/', async () => ({ hello: 'world' }));
  app.put('/api/*', async () => ({ hello: 'world' }));
  app.post('/api/*', async () => ({ hello: 'world' }));
} else {
  const store = await openStore(url);
  app = await serviceOn(kind === 'single' ? oneCommitEach(store) : store);
}
process.on('SIGINT', () => process.exit(0));
/** The first signal starts to sample where time goes, the second prints the samples. */
let session;
process.on('SIGUSR2', async () => {
  if (session !== undefined) {
    const { profile } = await session.post('Profiler.stop');
    console.log(JSON.stringify(profile));
    return;
  }
  session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  console.log('sampling');
});
await app.listen({ host: '127.0.0.1', port: 0, backlog: 1024 });
console.log(`http://127.0.0.1:${app.server.address().port}`);
