/** The command line: finds the command, prints help and completions, runs the command, and prints errors. */
import type { Command, CommandGroup } from './args/command.js';
import { usageOf } from './args/command.js';
import { type FoundCommand, findCommand, optionsOf } from './args/find-command.js';
import { STDIN } from './args/options.js';
import { newParser, parse, parseArguments, parserOf, refuseUnknown, seeHelp } from './args/parse.js';
import { command as validate } from './commands/validate.js';
import { FINE, printError, USAGE, UsageError } from './process/cli-errors.js';
import { COMPLETIONS } from './terminal/completion-scripts.js';
import { stderr, stdout } from './terminal/output.js';

const ABOUT = `Checks, shows, formats and converts the A/B tests (abtest, split_test) of Open
edX courses: the portions of the groups, the blocks that each group shows, the
group configurations that split_test needs, and the XML around them.`;

const EPILOGUE = `Exit codes:
  0  all is well (warnings included)
  1  errors in the course, too many warnings, files that format would change, or
     a conversion or an edit that is refused
  2  wrong usage or configuration
  3  something could not be read or written

Every rule has a page: olx-abtest explain <rule-id>
Use in CI, formats and configuration: docs/ci.md in the package.
Environment: NO_COLOR, FORCE_COLOR; OLX_ABTEST_DEBUG=1 shows stack traces.`;

/** Commands are loaded together, but for `validate`: editors and CI wait for it again and again. */
async function rootFor(args: readonly string[]): Promise<CommandGroup> {
  const commands = args[0] === 'validate' ? { validate } : (await import('./commands.js')).COMMANDS;
  return { describe: ABOUT, commands };
}

/** Runs one command line and returns the exit code. Never throws. */
export async function run(given: readonly string[]): Promise<number> {
  try {
    // yargs drops a lone dash.
    const args = given.map((each) => (each === '-' ? STDIN : each));
    if (args.includes(COMPLETIONS)) return await complete(args.slice(args.indexOf(COMPLETIONS) + 2));
    const found = findCommand(args, await rootFor(args));
    if ('commands' in found.found) return await runGroup(found.found, found, args.length === 0);
    const parsed = await parseArguments(found.found, found);
    if ('values' in parsed) return await found.found.run(parsed.values);
    stdout(`${parsed.text}\n`);
    return FINE;
  } catch (error) {
    return printError(error);
  }
}

/** Handles a command line that ends before a command. */
async function runGroup(
  group: CommandGroup,
  { path, rest }: FoundCommand,
  isEmpty: boolean,
): Promise<number> {
  const parser = groupParser(group, path);
  if (isEmpty) {
    stderr(`${await parser.getHelp()}\n`);
    return USAGE;
  }
  // Options of the group's commands are not an error yet.
  const options = Object.fromEntries(optionsOf(group));
  const parsed = await parse(parser, rest, (argv) => {
    refuseUnknown(options, argv, rest, seeHelp(path));
    return {};
  });
  if ('text' in parsed) {
    stdout(`${parsed.text}\n`);
    return FINE;
  }
  if (path.length === 0) throw new UsageError('A command is missing', seeHelp(path));
  const names = Object.keys(group.commands).join(', ');
  throw new UsageError(`A command is missing after "${path.join(' ')}"`, `Use one of: ${names}.`);
}

function groupParser(group: CommandGroup, path: readonly string[]): ReturnType<typeof newParser> {
  const parser = newParser(path);
  for (const [name, each] of Object.entries(group.commands))
    parser.command(`${name}${'commands' in each ? '' : usageOf(each)}`, each.describe);
  if (path.length > 0) return parser.usage(`$0\n\n${group.describe}`);
  return parser
    .usage(`$0 <command>\n\n${group.describe}`)
    .example('$0 validate course/', 'check a course')
    .example('$0 inspect course/', 'see its experiments, groups and portions')
    .example('$0 explain portion-sum', 'what a rule requires, and why')
    .epilogue(EPILOGUE);
}

/** Prints the words that may come last on a command line, one per line. */
async function complete(args: readonly string[]): Promise<number> {
  const typed = args.slice(0, -1);
  const place = placeOf(typed, await rootFor(typed));
  if (place === null) return FINE;
  const { found, path, rest } = place;
  if ('options' in found) {
    const { completeValue } = await import('./args/complete-values.js');
    const values = await completeValue(found, path, [...rest, args.at(-1) ?? '']);
    if (values !== null) {
      stdout(values.map((each) => `${each}\n`).join(''));
      return FINE;
    }
  }
  const parser = completing(found, path);
  const words = await completionsOf(parser, [...rest, args.at(-1) ?? '']);
  stdout(words.map((each) => `${each}\n`).join(''));
  return FINE;
}

/** `null` where a word is not a command: then nothing can be completed. */
function placeOf(typed: readonly string[], root: CommandGroup): FoundCommand | null {
  try {
    return findCommand(typed, root);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

function completing(found: Command | CommandGroup, path: readonly string[]): ReturnType<typeof newParser> {
  return 'commands' in found ? groupParser(found, path) : parserOf(found, path);
}

function completionsOf(parser: ReturnType<typeof newParser>, args: string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    parser.getCompletion(args, (error, completions) => (error ? reject(error) : resolve(completions)));
  });
}
