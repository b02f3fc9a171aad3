/** What a command is: one declaration, of which the parser, the help, the hints and the completion are made. */
import type { Option } from './options.js';

type Declared = Readonly<Record<string, Option<unknown>>>;
type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never;
};

/** The values that a command's declarations give: `Arguments<typeof positionals & typeof options>`. */
export type Arguments<Options extends Declared> = Values<Options>;

interface Specification<Positionals extends Declared, Options extends Declared> {
  /** One sentence for the help, without a full stop. */
  readonly describe: string;
  /** In their order; a required one has no optional one before it, and only the last one is a list. */
  readonly positionals?: Positionals;
  readonly options?: Options;
  /** Command lines with a word about each; `$0` is the program. */
  readonly examples?: readonly (readonly [line: string, about: string])[];
  /** Do lists of an option take all the words that follow (`-b 0 2`)? */
  readonly takesAllThatFollow?: boolean;
  /** What only several values together show. @throws UsageError */
  readonly check?: (values: Values<Positionals & Options>) => void;
  /** The answer is the exit code. */
  readonly run: (values: Values<Positionals & Options>) => number | Promise<number>;
}

/** A command as the program sees it. */
export interface Command {
  readonly describe: string;
  readonly positionals: Declared;
  readonly options: Declared;
  readonly examples: readonly (readonly [string, string])[];
  readonly takesAllThatFollow: boolean;
  readonly run: (values: Readonly<Record<string, unknown>>) => Promise<number>;
}

/** Commands under one name; each is loaded when it is needed. */
export interface CommandGroup {
  readonly describe: string;
  readonly commands: CommandList;
}

export type CommandList = Readonly<
  Record<string, CommandGroup | (() => Promise<{ readonly command: Command }>)>
>;

/**
 * Declares a command. The types of the values follow from its options.
 * @example
 * export const command = defineCommand({
 *   describe: 'Show the experiments of a course',
 *   positionals: { course: path('A course directory', { required: 'Give a course.' }) },
 *   options: { format: choice(['table', 'json'], 'How to print', { default: 'table' }) },
 *   run: async ({ course, format }) => show(course, format),
 * });
 */
export function defineCommand<
  const Positionals extends Declared = Record<never, never>,
  const Options extends Declared = Record<never, never>,
>(specification: Specification<Positionals, Options>): Command {
  const { describe, positionals, options, examples = [], takesAllThatFollow = false } = specification;
  return {
    describe,
    positionals: positionals ?? {},
    options: options ?? {},
    examples,
    takesAllThatFollow,
    run: async (given) => {
      const values = given as Values<Positionals & Options>;
      specification.check?.(values);
      return specification.run(values);
    },
  };
}

/** The arguments as the help shows them: `<path..>`, `[name]`. */
export function usageOf({ positionals }: Command): string {
  return Object.entries(positionals)
    .map(([name, { shown, required }]) => {
      const many = shown.array === true ? '..' : '';
      return required === undefined ? ` [${name}${many}]` : ` <${name}${many}>`;
    })
    .join('');
}
