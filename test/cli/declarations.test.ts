/** What follows from the declaration of every command: its help, the hint for a typing error, and the completion. */
import { describe, expect, test } from 'vitest';
import type { Command, CommandGroup } from '../../src/cli/args/command.js';
import { dashed } from '../../src/cli/args/find-command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { olxAbtest } from './command-line.js';

const ROOT: CommandGroup = { describe: '', commands: COMMANDS };

async function commandsOf(group: CommandGroup, path: readonly string[] = []): Promise<[string, Command][]> {
  const found = Object.entries(group.commands);
  const all = found.map(([name, each]): [string, Command][] | Promise<[string, Command][]> =>
    'commands' in each ? commandsOf(each, [...path, name]) : [[[...path, name].join(' '), each]],
  );
  return (await Promise.all(all)).flat();
}

const commands = await commandsOf(ROOT);

describe.each(commands)('%s', (path, command) => {
  const options = Object.keys(command.options);
  const words = path.split(' ');

  test('the help names each argument and option, and no line is wider than 80', async () => {
    const { exit, stdout, stderr } = await olxAbtest([...words, '--help']);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout.startsWith(`olx-abtest ${path}`)).toBe(true);
    for (const name of [...options, 'help', 'version', 'color'])
      expect(stdout).toMatch(new RegExp(`^ .*${dashed(name)}\\b`, 'm'));
    for (const name of Object.keys(command.positionals))
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('an option with a letter too many is refused, and the right one is suggested', async () => {
    for (const name of options.filter((each) => each.length > 2)) {
      const { exit, stderr } = await olxAbtest([...words, `--${name}q`]);
      expect([exit, stderr]).toEqual([
        2,
        `olx-abtest: Unknown option --${name}q\n  hint: Did you mean "--${name}"?\n`,
      ]);
    }
  });

  test('the completion gives its options, and the words of a choice', async () => {
    const completed = async (...typed: string[]) =>
      (await olxAbtest(['--get-completions', 'olx-abtest', ...words, ...typed])).stdout.split('\n');
    const given = await completed('--');
    for (const name of options) expect(given).toContain(`--${name}`);
    for (const [name, { shown }] of Object.entries(command.options))
      if (shown.choices !== undefined)
        expect(await completed(`--${name}`, '')).toEqual([...shown.choices, '']);
  });

  test('sentences about it have no full stop, and begin with a capital', () => {
    const all = [
      command,
      ...Object.values({ ...command.positionals, ...command.options }).map(({ shown }) => shown),
    ];
    for (const { describe: sentence } of all) expect(sentence).toMatch(/^(["A-Z]|sqlite:).*[^.]$/);
  });
});

test('completion of commands and of commands in a group', async () => {
  const completed = async (...typed: string[]) =>
    (await olxAbtest(['--get-completions', 'olx-abtest', ...typed])).stdout.split('\n').slice(0, -1);
  expect(await completed('')).toEqual(Object.keys(COMMANDS));
  expect(await completed('flag', '')).toEqual(['list', 'set', 'override', 'history', 'evaluate']);
  expect(await completed('nosuch', '')).toEqual([]);
});

test.each([
  ['flag', '--store', 'list', 'list'],
  ['--store', 'data', 'flag', 'list'],
])('%s %s %s %s: the value of an option is not taken for a command', async (...args) => {
  const { exit, stderr } = await olxAbtest(args);
  expect(exit).toBe(2);
  expect(stderr).toContain('The URL of the store has no scheme');
});

test('the last word "help" is an argument like any other', async () => {
  const { exit, stderr } = await olxAbtest(['validate', 'help']);
  expect([exit, stderr]).toEqual([
    3,
    'olx-abtest: There is no file or directory "help"\n  hint: Check the path.\n',
  ]);
});
