/** Runs before each test file: fast-check takes the seed of the run. */
import fc from 'fast-check';
import { SEED } from './seed.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });
