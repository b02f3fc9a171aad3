/** The SQLite store keeps both contracts, in a file and without one, on the engine that this Node has. */
import { expect, it } from 'vitest';
import { sqliteModule } from '../../src/storage/sqlite/sqlite-module.js';
import { contract } from './contract.js';
import { dataContract } from './data-contract.js';
import { factContract } from './fact-contract.js';
import { scratch } from './scratch.js';

const newFile = scratch();

contract('SQLite in a file', async () => `sqlite:${newFile()}`);
contract('SQLite without a file', async () => 'sqlite::memory:');
dataContract('SQLite in a file', async () => `sqlite:${newFile()}`);
dataContract('SQLite without a file', async () => 'sqlite::memory:', false);
factContract('SQLite in a file', async () => `sqlite:${newFile()}`);

it('uses the SQLite of Node where there is one', async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const builtIn = major > 22 || (major === 22 && minor >= 13);
  expect((await sqliteModule()).name).toBe(builtIn ? 'node:sqlite' : '@photostructure/sqlite');
});
