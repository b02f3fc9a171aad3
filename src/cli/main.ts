#!/usr/bin/env node
/** The command line's entry: `--version` is answered at once, everything else by the program. */
import { FAILURE } from './process/exit.js';
import { data, watchOutput, words } from './terminal/output.js';

const args = process.argv.slice(2);

watchOutput((error) => {
  // A handler that is not done yet would set another code.
  process.once('exit', () => {
    process.exitCode = FAILURE;
  });
  words(`olx-abtest: The output cannot be written: ${error.message}\n`);
});

process.on('uncaughtException', async (error) => {
  const { tell } = await import('./process/cli-errors.js');
  process.exitCode = tell(error);
});

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const { version } = await import('./args/version.js');
  data(`${version()}\n`);
} else {
  // The library loads while the command line is taken apart; a failure shows up where it is asked for.
  if (/^(validate|inspect|format|explain)$/.test(args[0] ?? ''))
    import('../content.js').catch(() => undefined);
  const { run } = await import('./program.js');
  process.exitCode = await run(args);
}
