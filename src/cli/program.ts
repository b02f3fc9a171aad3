/** The command line as yargs sees it: the commands, the help that course teams read, and what is wrong usage. */
import yargs, { type Argv, type CommandModule } from 'yargs';
import { misuse } from './args/misuse.js';
import { version } from './args/version.js';
import { commandsFor } from './commands.js';
import { tell } from './process/cli-errors.js';
import { FINE, USAGE } from './process/exit.js';
import { words } from './terminal/output.js';
import { STDIN } from './terminal/stdin.js';

const USAGE_TEXT = `$0 <command>

Checks, shows, formats and converts the A/B tests (abtest, split_test) of Open
edX courses: the portions of the groups, the blocks that each group shows, the
group configurations that split_test needs, and the XML around them.`;

const EPILOGUE = `Exit codes:
  0  all is well (warnings included)
  1  errors in the course, too many warnings, files that format would change, or
     a conversion that is refused
  2  wrong usage or configuration
  3  something could not be read or written

Every rule has a page: olx-abtest explain <rule-id>
Use in CI, formats and configuration: docs/ci.md in the package.
Environment: NO_COLOR, FORCE_COLOR; OLX_ABTEST_DEBUG=1 shows stack traces.`;

/** Runs one command line. Nothing is thrown; the answer is the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const program = define(args, await commandsFor(args));
  try {
    if (args.length === 0) {
      words(`${await program.getHelp()}\n`);
      return USAGE;
    }
    withoutIdleHelp(program);
    await program.parseAsync();
    return Number(process.exitCode ?? FINE);
  } catch (error) {
    return tell(error);
  }
}

/**
 * yargs lays out the help behind every command that has run, in case somebody still asks for it. Nobody does here, and
 * on a small check it is time that people wait. (`--help` lays it out for itself.)
 */
function withoutIdleHelp(program: Argv): void {
  const internal = program as Argv & {
    getInternalMethods?: () => { getUsageInstance: () => { cacheHelpMessage: () => void } };
  };
  const usage = internal.getInternalMethods?.().getUsageInstance();
  if (usage !== undefined) usage.cacheHelpMessage = () => undefined;
}

/**
 * yargs loses a lone dash, and takes what begins with a dash for an option even behind `--`; as a path it can be
 * written without.
 */
function withoutDashes(args: readonly string[]): string[] {
  const options = args.includes('--') ? args.indexOf('--') : args.length;
  const paths = args.slice(options + 1).map((each) => (/^-./.test(each) ? `./${each}` : each));
  return [...args.slice(0, options), ...paths].map((each) => (each === '-' ? STDIN : each));
}

function define(args: readonly string[], commands: CommandModule[]): Argv {
  return yargs(withoutDashes(args))
    .scriptName('olx-abtest')
    .locale('en')
    .parserConfiguration({ 'greedy-arrays': false, 'dot-notation': false, 'parse-positional-numbers': false })
    .usage(USAGE_TEXT)
    .command(commands)
    .completion('completion', 'Print a completion script for bash or zsh')
    .example('$0 validate course/', 'check a course')
    .example('$0 inspect course/', 'see its experiments, groups and portions')
    .example('$0 explain portion-sum', 'what a rule wants, and why')
    .option('color', { type: 'boolean', describe: 'Colours; by default only on a terminal' })
    .strict()
    .recommendCommands()
    .demandCommand(1, 'A command is missing')
    .version(version())
    .alias('version', 'V')
    .help()
    .alias('help', 'h')
    .epilogue(EPILOGUE)
    .wrap(80)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error !== undefined && error.name !== 'YError'
        ? error
        : misuse(message ?? error?.message ?? '', args);
    });
}
