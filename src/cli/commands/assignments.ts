/** `olx-abtest assignments`: what a store holds: out, in, counted, and erased. */
import type { CommandModule } from 'yargs';
import { assignmentsExport } from './assignments-export.js';
import { assignmentsForget } from './assignments-forget.js';
import { assignmentsImport } from './assignments-import.js';
import { assignmentsStats } from './assignments-stats.js';

export const assignments: CommandModule = {
  builder: (yargs) =>
    yargs
      .command(assignmentsExport)
      .command(assignmentsImport)
      .command(assignmentsStats)
      .command(assignmentsForget)
      .demandCommand(1, 'Say what: export, import, stats or forget'),
  handler: () => undefined,
};
