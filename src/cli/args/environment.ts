/** Options that environment variables give: their names, their values, and how the help shows them. */
import type { Options } from 'yargs';
import type { Command } from './command.js';

type Declared = Command['options'];

/** `--session-secret-file` is `OLX_ABTEST_SESSION_SECRET_FILE`. */
export function variableOf(option: string): string {
  return `OLX_ABTEST_${option.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * The value of an option in the environment, `null` where it is unset or empty. A list is separated by line ends, or,
 * in one line, by spaces.
 */
export function fromEnvironment(
  option: string,
  { array }: Options,
): { readonly name: string; readonly value: string | readonly string[] } | null {
  const name = variableOf(option);
  const text = process.env[name]?.trim() ?? '';
  if (text === '') return null;
  if (array !== true) return { name, value: text };
  const parts = text.split(text.includes('\n') ? /[\r\n]+/ : /\s+/);
  return { name, value: parts.map((part) => part.trim()).filter((part) => part !== '') };
}

/**
 * The options as the parser and the help get them: each with the name of its variable, and without its default, which
 * counts only after the variable.
 */
export function withVariables(options: Declared): Declared {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const { default: usual, describe, ...shown } = option.shown;
      const description = usual === undefined ? {} : { defaultDescription: JSON.stringify(usual) };
      const said = `${describe ?? ''} [$${variableOf(name)}]`;
      return [name, { ...option, shown: { ...shown, ...description, describe: said } }];
    }),
  );
}
