/** The load of the benchmark of the service, in a process of its own; prints its rate and latency as JSON. */
import autocannon from 'autocannon';

const CONNECTIONS = 50;
const WARM_UP = 1;
/** Seconds. A slow answer counts as slow, not as none: the machine may be busy with other things. */
const TIMEOUT = 300;
/** `isEvaluation`: the learner is in the body, as OFREP has it, not at the end of the path. */
const { url, path, method, seconds, token, start, isEvaluation = false } = JSON.parse(process.argv[2]);
const headers = {
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(isEvaluation && { 'content-type': 'application/json' }),
};
let next = start;

/** Requests are made as they are sent, a microsecond each: to make all of them beforehand takes seconds, in which no answer is read. */
function setupRequest(request) {
  next += 1;
  const learner = `learner_${next}`;
  if (!isEvaluation) return { ...request, method, path: `${path}${learner}`, headers };
  const body = JSON.stringify({ context: { targetingKey: learner } });
  return { ...request, method, path, headers, body };
}

async function load(duration) {
  const times = [];
  let first = 0;
  let last = 0;
  const run = autocannon({
    url,
    connections: CONNECTIONS,
    duration,
    timeout: TIMEOUT,
    requests: [{ setupRequest }],
  });
  run.on('response', (_client, _status, _bytes, time) => {
    last = performance.now();
    if (times.length === 0) first = last;
    times.push(time);
  });
  // Requests that have no answer yet when the time is over are left out; `errors` holds the timeouts.
  const { errors, non2xx } = await run;
  const at = (part) => times[Math.floor(times.length * part)];
  times.sort((a, b) => a - b);
  const rate = (times.length - 1) / ((last - first) / 1000);
  return { rate, p50: at(0.5), p99: at(0.99), bad: errors + non2xx };
}

await load(WARM_UP);
const result = await load(seconds);
console.log(JSON.stringify({ ...result, next }));
