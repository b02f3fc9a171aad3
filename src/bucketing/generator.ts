/** Reproducible random numbers from a seed. */
import { createRequire } from 'node:module';
import type Seedrandom from 'seedrandom';

const require = createRequire(import.meta.url);

/** A generator of numbers from 0 to below 1, the same sequence for the same seed on every machine. */
export function generatorOf(seed: string): Seedrandom.PRNG {
  // Loaded only here: it brings node:crypto along, and most commands draw nothing.
  const seedrandom = require('seedrandom') as typeof Seedrandom;
  return seedrandom(seed);
}
