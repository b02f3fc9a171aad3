/** Random outcomes of simulated learners. */
import { random } from '../seed.js';

/** A learner's outcome. */
type Draw = () => number;

interface Simulated {
  /** From 0 to below 1. */
  readonly uniform: Draw;
  /** Standard normal. */
  readonly normal: Draw;
  /** A grade: a quarter did not hand in and has 0, the others have .5 to 1. */
  readonly grade: Draw;
  readonly list: (count: number, draw: Draw) => Float64Array;
}

/** @param name of the test; each has its own numbers */
export function simulated(name: string): Simulated {
  const uniform = random(name);
  return {
    uniform,
    // Box and Muller; 1 - u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    grade: () => (uniform() < 0.25 ? 0 : 0.5 + 0.5 * uniform()),
    list: (count, draw) => Float64Array.from({ length: count }, draw),
  };
}
