/** The providers of facts keep one contract: files, stores on each engine, an LMS. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownFact, type LearnerFacts, UNKNOWN_FACT } from '../../src/facts/facts.js';
import { gatherFacts } from '../../src/facts/gather.js';
import { openLmsFacts } from '../../src/facts/lms/lms-facts.js';
import { openFileFacts } from '../../src/facts/providers/file-facts.js';
import { firstKnownFacts } from '../../src/facts/providers/first-known.js';
import { importFacts, storedFacts } from '../../src/facts/providers/stored-facts.js';
import { openStore } from '../../src/storage/open.js';
import type { StoreWithData } from '../../src/storage/store.js';
import type { PostgresServer } from '../storage/postgres-server.js';
import { scratch } from '../storage/scratch.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { factsContract, SAMPLE } from './contract.js';
import { CREDENTIALS, LmsServer, PATIENT } from './lms-server.js';
import { ADA, KEY } from './people.js';

const newFile = scratch();
const server = new LmsServer();
let postgres: PostgresServer;
const stores: StoreWithData[] = [];

beforeAll(async () => {
  await server.start();
  postgres = await sharedPostgres();
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await server.stop();
});

async function imported(url: string): Promise<LearnerFacts> {
  const store = await openStore(url);
  stores.push(store);
  await importFacts(store.data.facts, SAMPLE);
  return storedFacts(store.data.facts);
}

const NO_API = ['schedule', 'staff_access', 'forum_roles', 'duration_limits', 'upgrade_deadlines'] as const;

factsContract('files', () => openFileFacts(SAMPLE));
factsContract('a store in memory', () => imported('memory:'));
factsContract('SQLite', () => imported(`sqlite:${newFile()}`));
factsContract('PostgreSQL', async () => imported(await postgres.createDatabase()));
factsContract(
  'an LMS',
  async () =>
    openLmsFacts({ url: server.url, catalogUrl: server.url, credentials: CREDENTIALS, timeout: PATIENT }),
  NO_API,
);
factsContract('an LMS, and what was imported', async () =>
  firstKnownFacts([
    openLmsFacts({ url: server.url, catalogUrl: server.url, credentials: CREDENTIALS, timeout: PATIENT }),
    await imported('memory:'),
  ]),
);

describe('what is not known', () => {
  it('is named, and is something else than nothing', async () => {
    const store = await openStore('memory:');
    const facts = storedFacts(store.data.facts);
    expect(await facts.user('ada')).toEqual(UNKNOWN_FACT);
    expect(await facts.modes(KEY)).toEqual(UNKNOWN_FACT);
    expect(await gatherFacts(facts, { user: ADA, courseKey: KEY })).toEqual({
      course: null,
      unknown: ['course'],
    });
    await store.close();
  });

  it('of an LMS is in a fixed order', async () => {
    const facts = openLmsFacts({ url: server.url, credentials: CREDENTIALS, timeout: PATIENT });
    const gathered = await gatherFacts(facts, { user: ADA, courseKey: KEY, programs: true });
    expect(gathered.unknown).toEqual(['programs', ...NO_API, 'partition_groups']);
    const without = await gatherFacts(facts, { user: ADA, courseKey: KEY, partitionGroups: [] });
    expect(without.unknown).toEqual(NO_API);
  });

  it('of a file that is left out is unknown; of an empty one there is nothing', async () => {
    const all = await gatherFacts(await openFileFacts(SAMPLE), {
      user: ADA,
      courseKey: KEY,
      partitionGroups: [],
    });
    expect(all.unknown).toEqual([]);
  });
});

describe('an import', () => {
  it('says what it stored, and leaves alone what was modified later', async () => {
    const store = await openStore('memory:');
    const { facts } = store.data;
    const first = await importFacts(facts, SAMPLE, new Date('2026-06-01'));
    expect(first.find(({ kind }) => kind === 'enrolments')).toEqual({
      kind: 'enrolments',
      rows: 3,
      stored: 3,
    });
    const older = await importFacts(facts, SAMPLE, new Date('2026-05-01'));
    expect(older.every(({ stored }) => stored === 0)).toBe(true);
    await store.close();
  });

  it('of a learner who was forgotten leaves nothing to be found', async () => {
    const store = await openStore('memory:');
    await importFacts(store.data.facts, SAMPLE);
    const facts = storedFacts(store.data.facts);
    expect(await store.data.facts.forget('ada')).toBe(5);
    expect(await facts.user('ada@example.com')).toEqual(knownFact(null));
    expect(await facts.enrolments('ada')).toEqual(knownFact([]));
    expect(await facts.enrolments('bob')).toMatchObject({ known: true, value: [{ username: 'bob' }] });
    await store.close();
  });
});
