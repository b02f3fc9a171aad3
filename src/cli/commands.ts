/** The commands by name; each one's module is loaded only when it is asked for. */
import type { CommandModule } from 'yargs';

interface Command {
  /** The name and the arguments, as yargs and the help have them. */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<object>;
}

const COMMANDS: readonly Command[] = [
  {
    command: 'validate <path..>',
    describe: 'Check courses, archives and single files for errors in their A/B blocks',
    load: async () => (await import('./commands/validate.js')).validate,
  },
  {
    command: 'inspect <path>',
    describe: 'Show the experiments, their groups and portions, and what each group sees',
    load: async () => (await import('./commands/inspect.js')).inspect,
  },
  {
    command: 'format <path..>',
    describe: 'Write the A/B elements as Open edX exports them; the rest stays as it is',
    load: async () => (await import('./commands/format.js')).format,
  },
  {
    command: 'convert <course>',
    describe: 'Convert abtest to split_test or back, or repair split_tests',
    load: async () => (await import('./commands/convert.js')).convert,
  },
  {
    command: 'explain [rule-id]',
    describe: "Print a rule's page, or the list of all rules",
    load: async () => (await import('./commands/explain.js')).explain,
  },
  {
    command: 'preview <course>',
    describe: 'Show a course and its A/B blocks in the browser, live as files change',
    load: async () => (await import('./commands/preview.js')).preview,
  },
  {
    command: 'assign <course>',
    describe: 'Put learners into the groups of a course; the first answer stays',
    load: async () => (await import('./commands/assign.js')).assign,
  },
  {
    command: 'children <course>',
    describe: 'Show what a learner sees; stores nothing',
    load: async () => (await import('./commands/children.js')).children,
  },
  {
    command: 'simulate <course>',
    describe: 'Show how large the groups will be, and the smallest effects that they can detect',
    load: async () => (await import('./commands/simulate.js')).simulate,
  },
  {
    command: 'report <course>',
    describe: 'Write the experiments and their blocks into one HTML file, to send and to print',
    load: async () => (await import('./commands/report.js')).report,
  },
  {
    command: 'assignments',
    describe: 'Export, import, count and erase what a store holds',
    load: async () => (await import('./commands/assignments.js')).assignments,
  },
  {
    command: 'bucket <experiment> [name]',
    describe: 'Show the stable bucket of a name, and make names for every bucket',
    load: async () => (await import('./commands/bucket.js')).bucket,
  },
  {
    command: 'sql [course]',
    describe: 'Print SQL that computes buckets and groups from a column of usernames',
    load: async () => (await import('./commands/sql.js')).sql,
  },
  {
    command: 'flag',
    describe: 'List, set, override and explain the flags of experiments',
    load: async () => (await import('./commands/flag.js')).flag,
  },
  {
    command: 'data',
    describe: 'List, set, delete and trace the data of experiments',
    load: async () => (await import('./commands/data.js')).data,
  },
  {
    command: 'serve',
    describe: 'Serve groups, children, exposures and flags over HTTP',
    load: async () => (await import('./commands/serve.js')).serve,
  },
];

/**
 * All commands for yargs: the one that the arguments name is whole; the others are no more than a line of the help.
 * For completion all are whole.
 */
export async function commandsFor(args: readonly string[]): Promise<CommandModule[]> {
  const asked = args.find((each) => !each.startsWith('-'));
  const all = args.includes('--get-yargs-completions');
  return Promise.all(
    COMMANDS.map(async ({ command, describe, load }) => {
      const isAsked = all || command.split(' ')[0] === asked;
      const module = isAsked ? ((await load()) as Partial<CommandModule>) : {};
      return { handler: () => undefined, ...module, command, describe };
    }),
  );
}
