/** Ids of partitions and groups that follow from names, so that converting a course again gives every experiment the same ones. */
import { createHash } from 'node:crypto';
import { visible } from '../../diagnostics/visible.js';
import type { Course } from '../../olx/course/course.js';
import { idInName } from './partition-names.js';

/** Open edX keeps smaller ids for itself, and stores ids in 32 bits. */
export const FIRST_ID = 100;
export const LAST_ID = 2 ** 31 - 1;

/** The id of the experiment's partition. */
export function partitionIdOf(experiment: string): number {
  return idInName(experiment) ?? hashed('partition', experiment);
}

/** The id of a group in the partition of its experiment. @param slot counted from 0, where a group is repeated in slots */
export function groupIdOf(experiment: string, group: string, slot = 0): number {
  return (slot === 0 ? idInName(group) : undefined) ?? hashed('group', experiment, group, slot);
}

/** An id that no group of a partition has, for a child that no learner is led to; it is taken then. */
export function freeGroupId(experiment: string, name: string, taken: Set<string>): string {
  for (let slot = 0; ; slot += 1) {
    const id = String(groupIdOf(experiment, name, slot));
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

/** The first 48 bits of SHA-256 of the JSON of the parts, modulo the count of ids; 48 bits are exact in a double. */
function hashed(...parts: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return FIRST_ID + (digest.readUIntBE(0, 6) % (LAST_ID - FIRST_ID + 1));
}

/** Ids that are in use, and what uses them, in words. */
export class TakenIds {
  readonly #users = new Map<number, string>();

  /** @returns what uses the id already, else `undefined`, and then it is taken */
  take(id: number, user: string): string | undefined {
    const known = this.#users.get(id);
    if (known === undefined) this.#users.set(id, user);
    return known;
  }
}

/** @param written the `user_partitions` of the course, faulty ones too */
export function partitionIdsOf(course: Course, written: readonly unknown[]): TakenIds {
  const taken = new TakenIds();
  for (const each of written) {
    if (typeof each !== 'object' || each === null) continue;
    const { id, name } = each as { id?: unknown; name?: unknown };
    if (Number.isInteger(Number(id)))
      taken.take(Number(id), `the partition "${visible(String(name))}" of the course`);
  }
  for (const { block } of course.blocks)
    if (block.kind === 'split_test' && block.partitionId !== null)
      taken.take(block.partitionId, `the split_test ${visible(block.urlName ?? '')}`);
  return taken;
}
