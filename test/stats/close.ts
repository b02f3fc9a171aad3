/** Numbers that agree to a relative error. */
import { expect } from 'vitest';

/** What golden values and oracles are held to. */
const GOLDEN = 1e-9;

/** @param scale another measure for numbers close to 0, where it is larger */
export function expectRelative(actual: number, wanted: number, error = GOLDEN, scale = 0): void {
  if (actual === wanted) return;
  const difference = Math.abs(actual - wanted) / Math.max(Math.abs(wanted), scale);
  expect(difference, `${actual} instead of ${wanted}`).toBeLessThanOrEqual(error);
}

/** Every number of `wanted` is in `actual`, under the same name. */
export function expectNumbers<T extends object>(
  actual: T,
  wanted: Partial<Record<keyof T, number>>,
  error = GOLDEN,
): void {
  for (const [name, value] of Object.entries(wanted) as [keyof T, number][])
    expectRelative(actual[name] as number, value, error);
}
