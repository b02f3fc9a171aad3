/** `/metrics` in OpenMetrics: what the service does and how long it takes. No label names a learner, a course or an experiment. */
import { type Channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import {
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  openMetricsContentType,
  Registry,
} from 'prom-client';
import { COMMITS, type CommitReport, POOLS, type PoolReport, type StoreWithData } from '../../index.js';
import { KEYS_FETCHED } from '../auth/keys/fetch-key-set.js';
import { routeOf } from './logging.js';

/** Seconds: from a read in memory to the longest answer. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
/** Calls that share a commit, up to the largest batch. */
const CALLS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

interface Metrics {
  /** The store, with each call measured. */
  measured(store: StoreWithData): StoreWithData;
  /** Measures the requests of the app, and adds the route. */
  watch(app: FastifyInstance): void;
}

/** One service's own: two in one process do not count each other's requests, but the commits of all stores. */
export function openMetrics(): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  // Event-loop lag, memory, garbage collection, processor time.
  collectDefaultMetrics({ register: registry });
  const calls = histogram(registry, 'store_call_duration_seconds', 'Calls of the store, with their waiting', [
    'call',
    'outcome',
  ]);
  // From now on: keys are fetched before there is an app.
  const followed = [...watchStores(registry), watchKeys(registry)];
  return {
    measured: (store) =>
      measuredObject(store, '', (call, outcome, seconds) => calls.observe({ call, outcome }, seconds)),
    watch(app) {
      watchRequests(app, registry);
      app.addHook('onClose', async () => {
        for (const end of followed) end();
      });
      app.get('/metrics', { config: { open: true }, schema: { hide: true } }, async (_request, reply) =>
        reply.type(openMetricsContentType).send(await registry.metrics()),
      );
    },
  };
}

// ------------------------------------------------------------------------------------------------------------------

type Own = Registry<OpenMetricsContentType>;

function histogram<Label extends string>(
  registry: Own,
  name: string,
  help: string,
  labelNames: Label[] = [],
  buckets = SECONDS,
): Histogram<Label> {
  return new Histogram({ name: `olx_abtest_${name}`, help, labelNames, buckets, registers: [registry] });
}

function gauge<Label extends string>(registry: Own, name: string, help: string, labelNames: Label[] = []) {
  return new Gauge({ name: `olx_abtest_${name}`, help, labelNames, registers: [registry] });
}

function watchRequests(app: FastifyInstance, registry: Own): void {
  const duration = histogram(registry, 'request_duration_seconds', 'Requests that were answered', [
    'method',
    'route',
    'status',
  ]);
  const open = gauge(registry, 'open_requests', 'Requests that are being answered');
  app.addHook('onRequest', (_request, reply, done) => {
    open.inc();
    // Also called when the client is gone.
    reply.raw.once('close', () => open.dec());
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: routeOf(request), status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}

function watchStores(registry: Own): (() => void)[] {
  const duration = histogram(registry, 'commit_duration_seconds', 'Commits of the store', ['outcome']);
  const calls = histogram(registry, 'commit_calls', 'Calls that shared a commit', [], CALLS);
  const connections = gauge(registry, 'pool_connections', 'Connections to PostgreSQL', ['state']);
  const waiting = gauge(registry, 'pool_waiting_calls', 'Calls that wait for a connection');
  const commits = follow(COMMITS, (report: CommitReport) => {
    duration.observe({ outcome: report.failed ? 'failed' : 'done' }, report.seconds);
    calls.observe(report.calls);
  });
  const pools = follow(POOLS, (report: PoolReport) => {
    connections.set({ state: 'idle' }, report.idle);
    connections.set({ state: 'busy' }, report.open - report.idle);
    waiting.set(report.waiting);
  });
  return [commits, pools];
}

function watchKeys(registry: Own): () => void {
  let fetched: number | null = null;
  const end = follow(KEYS_FETCHED, () => {
    fetched = performance.now();
  });
  new Gauge({
    name: 'olx_abtest_jwks_age_seconds',
    help: 'Since the key set was last fetched; without a sample before the first time',
    labelNames: ['source'],
    registers: [registry],
    collect() {
      if (fetched !== null) this.set({ source: 'url' }, (performance.now() - fetched) / 1000);
    },
  });
  return end;
}

/** Subscribes; returns what ends that. */
function follow<Report>({ name }: Pick<Channel, 'name'>, onReport: (report: Report) => void): () => void {
  const listener = (report: unknown): void => onReport(report as Report);
  subscribe(name, listener);
  return () => {
    unsubscribe(name, listener);
  };
}

type Observe = (call: string, outcome: 'done' | 'failed', seconds: number) => void;

/** An object whose methods are measured, and those of the objects in it: `data.experimentData.list`. */
function measuredObject<Target extends object>(target: Target, prefix: string, observe: Observe): Target {
  const known = new Map<PropertyKey, unknown>();
  const wrapped = (key: PropertyKey, value: unknown): unknown => {
    const name = `${prefix}${String(key)}`;
    if (typeof value === 'function')
      return measuredCall(target, value as (...given: unknown[]) => unknown, name, observe);
    return typeof value === 'object' && value !== null ? measuredObject(value, `${name}.`, observe) : value;
  };
  return new Proxy(target, {
    get(_target, key) {
      if (!known.has(key)) known.set(key, wrapped(key, Reflect.get(target, key, target)));
      return known.get(key);
    },
  });
}

/** Measures what returns a promise; a list is read at its reader's pace. */
function measuredCall(
  target: object,
  call: (...given: unknown[]) => unknown,
  name: string,
  observe: Observe,
): unknown {
  return (...given: unknown[]): unknown => {
    const started = performance.now();
    const result: unknown = call.apply(target, given);
    if (!(result instanceof Promise)) return result;
    const settle = (outcome: 'done' | 'failed') => (): void =>
      observe(name, outcome, (performance.now() - started) / 1000);
    result.then(settle('done'), settle('failed'));
    return result;
  };
}
