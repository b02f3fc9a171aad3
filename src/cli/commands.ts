/** The commands by name; each module is loaded when it is needed. A new command is added here. */
import type { CommandList } from './args/command.js';

export const COMMANDS: CommandList = {
  validate: () => import('./commands/validate.js'),
  inspect: () => import('./commands/inspect.js'),
  format: () => import('./commands/format.js'),
  diff: () => import('./commands/diff.js'),
  convert: () => import('./commands/convert.js'),
  edit: () => import('./commands/edit.js'),
  conclude: () => import('./commands/conclude.js'),
  explain: () => import('./commands/explain.js'),
  preview: () => import('./commands/preview.js'),
  assign: () => import('./commands/assign.js'),
  children: () => import('./commands/children.js'),
  simulate: () => import('./commands/simulate.js'),
  report: () => import('./commands/report.js'),
  assignments: {
    describe: 'List, export, import, count and erase the assignments of a store',
    commands: {
      list: () => import('./commands/assignments-list.js'),
      export: () => import('./commands/assignments-export.js'),
      import: () => import('./commands/assignments-import.js'),
      stats: () => import('./commands/assignments-stats.js'),
      forget: () => import('./commands/assignments-forget.js'),
    },
  },
  exposures: {
    describe: 'List and export the exposures of a store: who was shown which group',
    commands: {
      list: () => import('./commands/exposures-list.js'),
      export: () => import('./commands/exposures-export.js'),
    },
  },
  bucket: () => import('./commands/bucket.js'),
  sql: () => import('./commands/sql.js'),
  flag: {
    describe: 'List, set, override and explain experiment flags',
    commands: {
      list: () => import('./commands/flag-list.js'),
      set: () => import('./commands/flag-set.js'),
      override: () => import('./commands/flag-override.js'),
      history: () => import('./commands/flag-history.js'),
      evaluate: () => import('./commands/flag-evaluate.js'),
    },
  },
  data: {
    describe: 'List, set, delete and trace experiment data',
    commands: {
      list: () => import('./commands/data-list.js'),
      set: () => import('./commands/data-set.js'),
      delete: () => import('./commands/data-delete.js'),
      history: () => import('./commands/data-history.js'),
    },
  },
  facts: {
    describe: 'Import, list and erase what is known of learners and courses from elsewhere',
    commands: {
      import: () => import('./commands/facts-import.js'),
      list: () => import('./commands/facts-list.js'),
      forget: () => import('./commands/facts-forget.js'),
    },
  },
  metadata: () => import('./commands/metadata.js'),
  upsell: () => import('./commands/upsell.js'),
  serve: () => import('./commands/serve.js'),
  completion: () => import('./commands/completion.js'),
};
