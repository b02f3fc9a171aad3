/** Runs before each test file: fast-check takes the seed of the run, and the environment is afterwards as it was. */
import fc from 'fast-check';
import { afterAll } from 'vitest';
import { SEED } from './seed.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });

// Test files share a process: what one sets, the examples of docstrings included, must not reach the next.
const before = { ...process.env };
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
