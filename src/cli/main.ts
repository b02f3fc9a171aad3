#!/usr/bin/env node
/** The entry of the command line: prints the version itself, and passes everything else to the program. */
import module from 'node:module';
import { VERSION } from '../presentation/program.js';
import { FAILURE } from './process/cli-errors.js';
import { stderr, stdout, watchOutput } from './terminal/output.js';

const args = process.argv.slice(2);

watchOutput((error) => {
  // A command that is still running would otherwise set another exit code.
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
  stdout(`${VERSION}\n`);
} else {
  // Traces name the sources instead of the minified files.
  if (process.env.OLX_ABTEST_DEBUG) process.setSourceMapsEnabled(true);
  // Node 22.8 and later keep the compiled code in the temporary directory: half of a start is spent on compiling.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { run } = await import('./program.js');
  process.exitCode = await run(args);
}
