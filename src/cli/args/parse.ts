/** Parses a command line by a command's declaration, with yargs: returns the values, or the text of the help. */
import yargs, { type Argv } from 'yargs';
import { didYouMean, VERSION } from '../../presentation/program.js';
import { UsageError } from '../process/cli-errors.js';
import { type Command, usageOf } from './command.js';
import { fromEnvironment, withVariables } from './environment.js';
import { COMMON_OPTIONS, dashed, type FoundCommand, optionNames } from './find-command.js';
import { asTyped } from './options.js';

const PROGRAM = 'olx-abtest';
/** The keys under which yargs returns words that are not options, those after `--`, and the name of the program. */
const WORDS = ['_', '--', '$0'];

/** The result of parsing: values, or the text that `--help` or `--version` prints instead. */
type Parsed = { readonly values: Readonly<Record<string, unknown>> } | { readonly text: string };

/** The full name of a command or a group: `olx-abtest flag set`. */
function nameOf(path: readonly string[]): string {
  return [PROGRAM, ...path].join(' ');
}

/** @throws UsageError when the arguments do not match the declaration */
export async function parseArguments(command: Command, { path, rest }: FoundCommand): Promise<Parsed> {
  return parse(parserOf(command, path), rest, (argv) => valuesOf(command, argv, rest, seeHelp(path)));
}

/**
 * @param read reads the values of the arguments; not called for --help and --version
 * @throws UsageError
 */
export async function parse(
  parser: Argv,
  args: readonly string[],
  read: (argv: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Promise<Parsed> {
  let values: Readonly<Record<string, unknown>> = {};
  parser.middleware((argv) => {
    if (argv.help || argv.version) return;
    values = read(argv);
    // yargs would report the arguments as missing, since they are not parsed by yargs itself.
    Object.assign(argv, values);
  }, true);
  const argv = await parser.parseAsync([...args]);
  if (argv.help) return { text: await parser.getHelp() };
  return argv.version ? { text: VERSION } : { values };
}

/** A yargs parser with the declared options; arguments are parsed as plain words. */
export function parserOf(command: Command, path: readonly string[]): Argv {
  const { positionals, examples, takesAllThatFollow } = command;
  const options = command.readsEnvironment ? withVariables(command.options) : command.options;
  const parser = newParser(path, takesAllThatFollow);
  parser.usage(`$0${usageOf(command)}\n\n${command.describe}`);
  for (const [name, { shown }] of Object.entries(positionals))
    parser.option(name, { ...shown, requiresArg: false, group: 'Positionals:' });
  for (const [name, { shown }] of Object.entries(options)) parser.option(name, shown);
  return examples.length === 0 ? parser : parser.epilogue(exampleText(examples));
}

/** Each command in a line of its own, whole, so that it can be copied. */
function exampleText(examples: Command['examples']): string {
  const lines = examples.map(([line, about]) => `  # ${about}\n  ${line.replace('$0', PROGRAM)}`);
  return `Examples:\n${lines.join('\n')}`;
}

/** The width of the help: narrower on a narrow terminal. */
const HELP_WIDTH = 80;
const NARROWEST_HELP = 50;

function helpWidth(): number {
  return Math.min(HELP_WIDTH, Math.max(NARROWEST_HELP, process.stdout.columns || HELP_WIDTH));
}

/** A yargs parser with the options that all commands share. */
export function newParser(path: readonly string[], takesAllThatFollow = false): Argv {
  return (
    yargs()
      .scriptName(nameOf(path))
      .locale('en')
      .updateStrings({ 'Not enough arguments following: %s': '--%s needs a value' })
      .parserConfiguration({
        'greedy-arrays': takesAllThatFollow,
        'dot-notation': false,
        'camel-case-expansion': false,
        'parse-numbers': false,
        'parse-positional-numbers': false,
      })
      .option('color', {
        type: 'boolean',
        describe: 'Colours; by default only on a terminal',
      })
      // yargs' own help option would also be triggered by a last word "help".
      .help(false)
      .version(false)
      .option('version', {
        alias: 'V',
        type: 'boolean',
        describe: 'Show version number',
        skipValidation: true,
      })
      .option('help', { alias: 'h', type: 'boolean', describe: 'Show help', skipValidation: true })
      .wrap(helpWidth())
      .exitProcess(false)
      .fail((message: string | null, error: Error | undefined) => {
        if (error !== undefined && error.name !== 'YError') throw error;
        throw new UsageError(message ?? error?.message ?? '', seeHelp(path));
      })
  );
}

export function seeHelp(path: readonly string[]): string {
  return `See ${nameOf(path)} --help.`;
}

/** @throws UsageError for an unknown option */
export function refuseUnknown(
  options: Command['options'],
  argv: object,
  args: readonly string[],
  hint: string,
): void {
  const names = Object.entries(options).flatMap(([name, { shown }]) => optionNames(name, shown.alias));
  const known = new Set([...names, ...COMMON_OPTIONS, '-h', '-V']);
  const wrong = Object.keys(argv).find((key) => !WORDS.includes(key) && !known.has(dashed(key)));
  if (wrong === undefined) return;
  const name = args.includes(`--no-${wrong}`) ? `--no-${wrong}` : dashed(wrong);
  throw new UsageError(`Unknown option ${name}`, didYouMean(name, [...names, ...COMMON_OPTIONS]) || hint);
}

function valuesOf(
  { positionals, options, readsEnvironment }: Command,
  argv: Readonly<Record<string, unknown>>,
  args: readonly string[],
  see: string,
): Record<string, unknown> {
  refuseUnknown(options, argv, args, see);
  const words = [argv._, argv['--'] ?? []].flat() as string[];
  const given = { ...argv, ...wordsByName(positionals, words, see) };
  const values: Record<string, unknown> = {};
  for (const [name, { required, read, shown }] of Object.entries({ ...positionals, ...options })) {
    const isOption = Object.hasOwn(options, name);
    const typed = (given as Record<string, unknown>)[name];
    const variable =
      isOption && readsEnvironment && typed === undefined ? fromEnvironment(name, shown) : null;
    if (variable !== null) {
      values[name] = read(variable.value, variable.name);
      continue;
    }
    const value = typed ?? shown.default;
    if (value === undefined && required !== undefined)
      throw new UsageError(
        `The ${isOption ? `option --${name}` : `argument <${name}>`} is missing`,
        (!isOption && takenFor(options, argv)) || required,
      );
    values[name] = read(value, isOption ? `--${name}` : `<${name}>`);
  }
  return values;
}

/** The hint for `--changed course/`: an option whose value may be left out has taken the argument. */
function takenFor(options: Command['options'], argv: Readonly<Record<string, unknown>>): string {
  const [name, value] =
    Object.entries(options)
      .filter(([, { shown }]) => shown.type === 'string' && !shown.requiresArg && !shown.array)
      .map(([each]) => [each, argv[each]] as const)
      .find(([, given]) => typeof given === 'string' && given !== '') ?? [];
  return name === undefined
    ? ''
    : `"${asTyped(value as string)}" was read as the value of --${name}: write --${name} after it, or --${name}=VALUE.`;
}

/** The words that are not options, keyed by argument name. */
function wordsByName(positionals: Command['positionals'], words: readonly string[], see: string): object {
  const names = Object.entries(positionals);
  const isOpen = names.at(-1)?.[1].shown.array === true;
  const extra = words[names.length];
  if (extra !== undefined && !isOpen) throw new UsageError(`Unexpected argument: ${asTyped(extra)}`, see);
  return Object.fromEntries(
    names.map(([name, { shown }], index) => {
      const rest = words.slice(index);
      return [name, shown.array !== true ? words[index] : rest.length === 0 ? undefined : rest];
    }),
  );
}
