/** The load of the benchmark of the service, in a process of its own; prints its rate and latency as JSON. */
import autocannon from 'autocannon';

const CONNECTIONS = 50;
const WARM_UP = 1;
const { url, path, method, seconds, token, start, most } = JSON.parse(process.argv[2]);
const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
const share = Math.ceil(most / 2 / CONNECTIONS);
let next = start;

async function load(duration) {
  const times = [];
  const run = autocannon({
    url,
    connections: CONNECTIONS,
    duration,
    // Made beforehand, so that the load costs the same whatever is asked; no learner is asked for twice.
    setupClient: (client) => {
      const first = next;
      next += share;
      client.setRequests(
        Array.from({ length: share }, (_, index) => ({
          method,
          path: `${path}learner_${first + index}`,
          headers,
        })),
      );
    },
  });
  run.on('response', (_client, _status, _bytes, time) => times.push(time));
  const { requests, errors, timeouts, non2xx } = await run;
  if (requests.total > share * CONNECTIONS)
    throw new Error(`${requests.total} requests, and too few learners`);
  const at = (part) => times[Math.floor(times.length * part)];
  times.sort((a, b) => a - b);
  return { rate: requests.average, p50: at(0.5), p99: at(0.99), bad: errors + timeouts + non2xx };
}

await load(WARM_UP);
console.log(JSON.stringify(await load(seconds)));
