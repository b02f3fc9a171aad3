/** Options of `serve` from the environment: all of them, below the command line, documented. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { variableOf } from '../../src/cli/args/environment.js';
import { parseArguments } from '../../src/cli/args/parse.js';
import { command } from '../../src/cli/commands/serve.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const parsed = async (...rest: string[]) => {
  const found = await parseArguments(command, { command, path: ['serve'], rest } as never);
  if (!('values' in found)) throw new Error(found.text);
  return found.values;
};
const options = Object.entries(command.options).filter(([, { shown }]) => shown.type !== 'boolean');
const guide = readFileSync(new URL('../../docs/service.md', import.meta.url), 'utf8');

describe.each(options)('--%s', (name, { shown }) => {
  const variable = variableOf(name);
  const [one, other] = shown.choices
    ? [String(shown.choices[0]), String(shown.choices[1])]
    : typeof shown.default === 'number'
      ? ['1', '2']
      : ['one', 'two words'];

  test('can be given by its variable; the command line takes precedence, and empty is unset', async () => {
    const without = (await parsed())[name];
    vi.stubEnv(variable, '');
    expect((await parsed())[name]).toEqual(without);
    vi.stubEnv(variable, ` ${one} `);
    expect((await parsed())[name]).toEqual((await parsed(`--${name}`, one!))[name]);
    expect((await parsed(`--${name}`, other!))[name]).not.toEqual((await parsed())[name]);
    vi.stubEnv(variable, '');
    expect((await parsed(`--${name}`, other!))[name]).not.toEqual(without);
  });

  test('is in the guide with its variable', () => {
    const row = guide
      .split('\n')
      .find((line) => line.includes(`\`${variable}\`, `) || line.includes(`\`${variable}\` |`));
    expect(row).toContain(`--${name}`);
  });
});

test('lists are separated by spaces, or by line ends', async () => {
  vi.stubEnv('OLX_ABTEST_COURSE', 'a/  b/ ');
  expect((await parsed()).course).toEqual(['a/', 'b/']);
  vi.stubEnv('OLX_ABTEST_COURSE', 'a course/\r\nb/\n');
  expect((await parsed()).course).toEqual(['a course/', 'b/']);
});

test('an option without a value is true or false', async () => {
  vi.stubEnv('OLX_ABTEST_METRICS', 'true');
  expect((await parsed()).metrics).toBe(true);
  expect((await parsed('--no-metrics')).metrics).toBe(false);
  vi.stubEnv('OLX_ABTEST_METRICS', '0');
  expect((await parsed()).metrics).toBe(false);
  vi.stubEnv('OLX_ABTEST_METRICS', 'on');
  await expect(parsed()).rejects.toThrow('OLX_ABTEST_METRICS "on" is neither true nor false');
});

test('a wrong value is refused by the name of its variable', async () => {
  vi.stubEnv('OLX_ABTEST_PORT', '80x');
  await expect(parsed()).rejects.toThrow('OLX_ABTEST_PORT "80x" is not a whole number');
  vi.stubEnv('OLX_ABTEST_PORT', '');
  vi.stubEnv('OLX_ABTEST_LOG', 'loud');
  await expect(parsed()).rejects.toThrow('OLX_ABTEST_LOG "loud" is unknown');
});
