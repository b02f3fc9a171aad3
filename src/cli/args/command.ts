/** The declaration of a command, from which its parser, help, hints and completion are generated. */
import type { Option } from './options.js';

type Declared = Readonly<Record<string, Option<unknown>>>;
type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never;
};

/** The values of a command's declared arguments and options: `Arguments<typeof positionals & typeof options>`. */
export type Arguments<Options extends Declared> = Values<Options>;

interface Specification<Positionals extends Declared, Options extends Declared> {
  /** One sentence for the help, without a full stop. */
  readonly describe: string;
  /** In order; optional ones come after required ones, and only the last one may be a list. */
  readonly positionals?: Positionals;
  readonly options?: Options;
  /** Command lines with a short description; `$0` is the program. */
  readonly examples?: readonly (readonly [line: string, about: string])[];
  /** Whether lists of an option take all the words that follow (`-b 0 2`). */
  readonly takesAllThatFollow?: boolean;
  /** Whether each option can also be given by an environment variable, `variableOf(name)`. */
  readonly readsEnvironment?: boolean;
  /** Checks values that depend on each other. @throws UsageError */
  readonly check?: (values: Values<Positionals & Options>) => void;
  /** Returns the exit code. */
  readonly run: (values: Values<Positionals & Options>) => number | Promise<number>;
}

/** A command with its types erased, as the program uses it. */
export interface Command {
  readonly describe: string;
  readonly positionals: Declared;
  readonly options: Declared;
  readonly examples: readonly (readonly [string, string])[];
  readonly takesAllThatFollow: boolean;
  readonly readsEnvironment: boolean;
  readonly run: (values: Readonly<Record<string, unknown>>) => Promise<number>;
}

/** A group of commands under one name. */
export interface CommandGroup {
  readonly describe: string;
  readonly commands: CommandList;
}

export type CommandList = Readonly<Record<string, CommandGroup | Command>>;

/**
 * Declares a command. The types of the values follow from its options.
 * @example
 * export const command = defineCommand({
 * describe: 'Show the experiments of a course',
 * positionals: { course: path('A course directory', { required: 'Give a course.' }) },
 * options: { format: choice(['table', 'json'], 'How to print', { default: 'table' }) },
 * run: async ({ course, format }) => show(course, format),
 * });
 */
export function defineCommand<
  const Positionals extends Declared = Record<never, never>,
  const Options extends Declared = Record<never, never>,
>(specification: Specification<Positionals, Options>): Command {
  const { describe, positionals, options, examples = [] } = specification;
  const { takesAllThatFollow = false, readsEnvironment = false } = specification;
  return {
    describe,
    positionals: positionals ?? {},
    options: options ?? {},
    examples,
    takesAllThatFollow,
    readsEnvironment,
    run: async (given) => {
      const values = given as Values<Positionals & Options>;
      specification.check?.(values);
      return specification.run(values);
    },
  };
}

/** The arguments as shown in the help: `<path..>`, `[name]`. */
export function usageOf({ positionals }: Command): string {
  return Object.entries(positionals)
    .map(([name, { shown, required }]) => {
      const many = shown.array === true ? '..' : '';
      return required === undefined ? ` [${name}${many}]` : ` <${name}${many}>`;
    })
    .join('');
}
