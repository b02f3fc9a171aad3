#!/usr/bin/env node
/** The command line's entry: `--version` is answered at once, everything else by the program. */
import { FAILURE } from './process/cli-errors.js';
import { stderr, stdout, watchOutput } from './terminal/output.js';

const args = process.argv.slice(2);

watchOutput((error) => {
  // A command that is still running would set another code.
  process.once('exit', () => {
    process.exitCode = FAILURE;
  });
  stderr(`olx-abtest: The output cannot be written: ${error.message}\n`);
});

process.on('uncaughtException', async (error) => {
  const { printError } = await import('./process/cli-errors.js');
  process.exitCode = printError(error);
});

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const { version } = await import('./args/version.js');
  stdout(`${version()}\n`);
} else {
  const { run } = await import('./program.js');
  process.exitCode = await run(args);
}
