/** The commands by name; what a command needs is loaded when it runs. A new command is added here. */
import type { CommandList } from './args/command.js';
import { command as analyze } from './commands/analyze.js';
import { command as assign } from './commands/assign.js';
import { command as assignmentsExport } from './commands/assignments-export.js';
import { command as assignmentsForget } from './commands/assignments-forget.js';
import { command as assignmentsImport } from './commands/assignments-import.js';
import { command as assignmentsList } from './commands/assignments-list.js';
import { command as assignmentsStats } from './commands/assignments-stats.js';
import { command as bucket } from './commands/bucket.js';
import { command as children } from './commands/children.js';
import { command as completion } from './commands/completion.js';
import { command as conclude } from './commands/conclude.js';
import { command as convert } from './commands/convert.js';
import { command as dataDelete } from './commands/data-delete.js';
import { command as dataHistory } from './commands/data-history.js';
import { command as dataList } from './commands/data-list.js';
import { command as dataSet } from './commands/data-set.js';
import { command as diff } from './commands/diff.js';
import { command as edit } from './commands/edit.js';
import { command as explain } from './commands/explain.js';
import { command as exposuresExport } from './commands/exposures-export.js';
import { command as exposuresList } from './commands/exposures-list.js';
import { command as factsForget } from './commands/facts-forget.js';
import { command as factsImport } from './commands/facts-import.js';
import { command as factsList } from './commands/facts-list.js';
import { command as flagEvaluate } from './commands/flag-evaluate.js';
import { command as flagHistory } from './commands/flag-history.js';
import { command as flagList } from './commands/flag-list.js';
import { command as flagOverride } from './commands/flag-override.js';
import { command as flagSet } from './commands/flag-set.js';
import { command as format } from './commands/format.js';
import { command as init } from './commands/init.js';
import { command as inspect } from './commands/inspect.js';
import { command as lsp } from './commands/lsp.js';
import { command as metadata } from './commands/metadata.js';
import { command as outcomesExport } from './commands/outcomes-export.js';
import { command as outcomesList } from './commands/outcomes-list.js';
import { command as preview } from './commands/preview.js';
import { command as report } from './commands/report.js';
import { command as serve } from './commands/serve.js';
import { command as simulate } from './commands/simulate.js';
import { command as sql } from './commands/sql.js';
import { command as types } from './commands/types.js';
import { command as upsell } from './commands/upsell.js';
import { command as validate } from './commands/validate.js';

export const COMMANDS: CommandList = {
  validate,
  inspect,
  format,
  diff,
  convert,
  edit,
  conclude,
  explain,
  lsp,
  preview,
  assign,
  children,
  simulate,
  report,
  analyze,
  assignments: {
    describe: 'List, export, import, count and erase the assignments of a store',
    commands: {
      list: assignmentsList,
      export: assignmentsExport,
      import: assignmentsImport,
      stats: assignmentsStats,
      forget: assignmentsForget,
    },
  },
  exposures: {
    describe: 'List and export the exposures of a store: who was shown which group',
    commands: {
      list: exposuresList,
      export: exposuresExport,
    },
  },
  outcomes: {
    describe: 'List and export the outcomes of a store: what was measured of whom',
    commands: {
      list: outcomesList,
      export: outcomesExport,
    },
  },
  bucket,
  sql,
  types,
  flag: {
    describe: 'List, set, override and explain experiment flags',
    commands: {
      list: flagList,
      set: flagSet,
      override: flagOverride,
      history: flagHistory,
      evaluate: flagEvaluate,
    },
  },
  data: {
    describe: 'List, set, delete and trace experiment data',
    commands: {
      list: dataList,
      set: dataSet,
      delete: dataDelete,
      history: dataHistory,
    },
  },
  facts: {
    describe: 'Import, list and erase what is known of learners and courses from elsewhere',
    commands: {
      import: factsImport,
      list: factsList,
      forget: factsForget,
    },
  },
  metadata,
  upsell,
  serve,
  init,
  completion,
};
