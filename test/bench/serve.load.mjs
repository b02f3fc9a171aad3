/** The load of the benchmark of the service, in a process of its own; prints rates and latencies as JSON. */
import autocannon from 'autocannon';

const CONNECTIONS = 50;
const { url, path, method, seconds, token, start, most } = JSON.parse(process.argv[2]);
const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
let connection = 0;

const result = await autocannon({
  url,
  connections: CONNECTIONS,
  duration: seconds,
  // Made beforehand, so that the load costs the same whatever is asked; no learner is asked for twice.
  setupClient: (client) => {
    const share = Math.ceil(most / CONNECTIONS);
    const first = start + connection * share;
    connection += 1;
    client.setRequests(
      Array.from({ length: share }, (_, index) => ({
        method,
        path: `${path}learner_${first + index}`,
        headers,
      })),
    );
  },
});
const { requests, latency, errors, timeouts, non2xx } = result;
if (requests.total > most) throw new Error(`${requests.total} requests, and only ${most} learners`);
console.log(
  JSON.stringify({
    rate: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    bad: errors + timeouts + non2xx,
  }),
);
