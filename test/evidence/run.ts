/** Runs `analyze` on the course of the fixtures, and looks for the canary in whatever it prints. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Analysis } from '../../src/evidence/result/analysis.js';
import { olxAbtest, type Ran } from '../cli/command-line.js';
import { sharedFolder } from '../run-folder.js';
import { CANARY, COURSE } from './class.js';

const FORMS = new URL('../../fixtures/evidence/forms/', import.meta.url).pathname;
const folder = sharedFolder('evidence');

/** A file in a folder that is removed after the tests; its name as a path. */
export function fileOf(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

export const form = (name: string): string => join(FORMS, name);

export async function run(args: readonly string[], course = COURSE): Promise<Ran> {
  const ran = await olxAbtest(['analyze', course, ...args]);
  expect(`${ran.stdout}${ran.stderr}`.toLowerCase()).not.toContain(CANARY);
  return ran;
}

/** The analysis as data; any exit code but 0 and 1 fails. */
export async function analysisOf(args: readonly string[], course = COURSE): Promise<Analysis> {
  const { exit, stdout, stderr } = await run([...args, '--format', 'json'], course);
  expect([exit, stderr]).toEqual([expect.toSatisfy((code) => code === 0 || code === 1), '']);
  return JSON.parse(stdout) as Analysis;
}

/** The error and its hint. */
export async function refusal(args: readonly string[], course = COURSE): Promise<string> {
  const { exit, stdout, stderr } = await run(args, course);
  expect(stdout).toBe('');
  return `${exit} ${stderr.replace('olx-abtest: ', '').trim()}`;
}
