/** Opening: which URLs there are, what is missing, what is too new, and that no password is ever shown. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore, storeUrl } from '../../src/storage/open.js';
import { mask, maskedCause, secretsIn } from '../../src/storage/secret.js';
import { sqliteModule } from '../../src/storage/sqlite/sqlite-module.js';
import { copyOfStores } from '../built.js';
import { child } from './child.js';
import { assignment } from './contract.js';
import type { PostgresServer } from './postgres-server.js';
import { scratch } from './scratch.js';
import { sharedPostgres } from './shared-postgres.js';

const newFile = scratch();

describe('URLs', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('come from the caller, the environment, or are the default', () => {
    vi.stubEnv('OLX_ABTEST_STORE', '');
    expect(storeUrl()).toBe('sqlite:./olx-abtest.db');
    expect(storeUrl('')).toBe('sqlite:./olx-abtest.db');
    vi.stubEnv('OLX_ABTEST_STORE', 'memory:');
    expect(storeUrl()).toBe('memory:');
    expect(storeUrl('sqlite:a.db')).toBe('sqlite:a.db');
  });

  it.each(['mysql://root:hunter2@host/db', 'hunter2', '', './store.db', 'redis:hunter2'])(
    'with unknown schemes are refused with the known ones: %s',
    async (url) => {
      const error = await openStore(url).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'bad-argument' });
      const shown = inspect(error, { depth: 10 });
      for (const known of ['memory:', 'sqlite:', 'postgres:']) expect(shown).toContain(known);
      expect(shown).not.toContain('hunter2');
    },
  );

  it.each([
    ['sqlite:', 'has no file'],
    ['SQLite:', 'has no file'],
    ['sqlite://learners.db', 'has a host'],
    ['postgres:user:hunter2@host/db', 'has no //'],
    ['postgresql:db', 'has no //'],
  ])('that would open another store than they seem to are refused: %s', async (url, says) => {
    const error = await openStore(url).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'bad-argument', message: expect.stringContaining(says) });
    expect(inspect(error, { depth: 10 })).not.toContain('hunter2');
  });

  it('that PostgreSQL cannot parse do not show their password', async () => {
    for (const url of [
      'postgres://user:hunter2@host:port/db',
      'postgres://user:hunter2@[/x',
      'postgres://a:hun%ter2@h/d',
    ]) {
      const error = await openStore(url).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ name: 'AbtestError', code: 'store-unavailable' });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/hunter2|hun%ter2/);
    }
  });
});

it.skipIf(process.platform === 'win32')(
  'a SQLite file, and those beside it, are for their owner only; an existing one keeps its permissions',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-mode-'));
    const path = join(folder, 'a.db');
    const modes = (file: string) =>
      readdirSync(folder)
        .filter((name) => name.startsWith(file))
        .map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
    const store = await openStore(`sqlite:${path}`);
    await store.claim({
      scope: '',
      experiment: 'E',
      learner: 'ada',
      group: 'a',
      strategy: 's@1',
      assignedAt: new Date(),
    });
    expect(modes('a.db')).toEqual([
      ['a.db', '600'],
      ['a.db-shm', '600'],
      ['a.db-wal', '600'],
    ]);
    await store.close();
    chmodSync(path, 0o640);
    await (await openStore(`sqlite:${path}`)).close();
    expect(modes('a.db')).toContainEqual(['a.db', '640']);
    rmSync(folder, { recursive: true });
  },
);

describe('masking', () => {
  it.each([
    ['postgres://user:secret@host/db', 'postgres://user:***@host/db'],
    ['postgres://user:s%40c@host/db', 'postgres://user:***@host/db'],
    ['postgres://user:a@b/c?d@host/db', 'postgres://user:***@host/db'],
    ['postgres://host/db?user=u&password=secret&x=1', 'postgres://host/db?user=u&password=***&x=1'],
    // A secret that another one begins with must not leave the rest of that one.
    ['postgres://u:ab@cd@h/db', 'postgres://u:***@h/db'],
    ['postgres://u:ab@h/db?password=abcd', 'postgres://u:***@h/db?password=***'],
    ['postgres://user@host/db', 'postgres://user@host/db'],
    ['postgres://user:@host/db', 'postgres://user:@host/db'],
  ])('%s', (url, shown) => {
    expect(mask(secretsIn(url))(url)).toBe(shown);
  });

  it('covers decoded passwords, causes and their stacks', () => {
    const hide = mask(secretsIn('postgres://user:s%40crets@host/db'));
    const cause = Object.assign(new Error('no s@crets and no s%40crets'), { code: 'E', input: 's@crets' });
    const shown = inspect(maskedCause(cause, hide), { depth: 10, showHidden: true });
    expect(shown).toContain('no *** and no ***');
    expect(shown).toContain("code: 'E'");
    expect(shown).not.toMatch(/crets/);
  });
});

/** A copy of the program there finds no packages: Node looks for them in every folder above. */
function folderWithoutPackages(): string {
  const folders = [tmpdir(), '/var/tmp', '/dev/shm', homedir()].filter((folder) => existsSync(folder));
  const bare = folders.find((folder) => {
    try {
      createRequire(join(folder, 'x.js')).resolve('pg');
      return false;
    } catch {
      return true;
    }
  });
  if (bare === undefined) throw new Error(`packages are installed in or above each of ${folders.join(', ')}`);
  return bare;
}

describe('a driver that is not installed', () => {
  it('is reported with the package to install', async () => {
    const bare = copyOfStores(folderWithoutPackages());
    try {
      const urls = ['postgres://host/db'];
      if ((await sqliteModule()).name !== 'node:sqlite') urls.push(`sqlite:${newFile()}`);
      for (const url of urls) {
        const [line = ''] = await child('open.child.mjs', bare.built('storage/open.js'), url).done;
        const name = url.startsWith('sqlite') ? '@photostructure/sqlite' : 'pg';
        expect(JSON.parse(line)).toEqual({
          code: 'driver-missing',
          message: expect.stringContaining(`needs the package ${name}`),
          hint: `Run: npm install ${name}`,
        });
      }
      const [line = ''] = await child('open.child.mjs', bare.built('storage/open.js'), 'memory:').done;
      expect(JSON.parse(line)).toEqual({ opened: 'memory:' });
    } finally {
      bare.remove();
    }
  });
});

describe('the schema', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await sharedPostgres();
  });

  const FUTURE = `insert into abtest_migration (name, timestamp) values ('9999-future', '2099-01-01T00:00:00Z')`;

  it('of a newer SQLite store is refused, and not changed', async () => {
    const path = newFile();
    await (await openStore(`sqlite:${path}`)).close();
    const { DatabaseSync } = await sqliteModule();
    const database = new DatabaseSync(path);
    database.exec(FUTURE);
    database.close();
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'store-newer',
      message: expect.stringContaining('9999-future'),
    });
  });

  it('of a newer PostgreSQL store is refused', async () => {
    const url = await server.createDatabase();
    await (await openStore(url)).close();
    const client = new pg.Client(url);
    await client.connect();
    await client.query(FUTURE);
    await client.end();
    await expect(openStore(url)).rejects.toMatchObject({ code: 'store-newer' });
  });

  it('of the first version is migrated, and its rows are kept', async () => {
    const path = newFile();
    const first = await openStore(`sqlite:${path}`);
    await first.claim(assignment());
    await first.close();
    const { DatabaseSync } = await sqliteModule();
    const database = new DatabaseSync(path);
    const later = [
      'counter',
      'data',
      'key_value',
      'key_value_history',
      'flag',
      'override',
      'fact',
      'ending',
      'ended_session',
      'outcome',
      'portions',
    ];
    for (const table of later) database.exec(`drop table abtest_${table}`);
    for (const table of ['abtest_assignment', 'abtest_exposure']) {
      database.exec(`drop index ${table}_position`);
      database.exec(`alter table ${table} drop column position`);
    }
    database.exec('alter table abtest_assignment drop column portions');
    database.exec("delete from abtest_migration where name > '0002'");
    database.close();
    const again = await openStore(`sqlite:${path}`);
    expect(await again.peek(assignment())).toEqual(assignment());
    expect(await again.data.settingsVersion()).toBe(0);
    await again.close();
  });

  it('is created once when many open a new store at the same time', async () => {
    for (const url of [`sqlite:${newFile()}`, await server.createDatabase()]) {
      const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(url)));
      const claims = await Promise.all(
        stores.map((store, index) => store.claim(assignment({ group: String(index) }))),
      );
      expect(claims.filter(({ won }) => won)).toHaveLength(1);
      expect(new Set(claims.map(({ stored }) => stored.group)).size).toBe(1);
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
