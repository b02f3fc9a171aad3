/** `olx-abtest completion`: prints a script for shell completion of commands and options. */
import { defineCommand } from '../args/command.js';
import { newParser } from '../args/parse.js';
import { FINE } from '../process/cli-errors.js';

export const command = defineCommand({
  describe: 'Print a completion script for bash or zsh',
  run: () => {
    newParser([]).showCompletionScript();
    return FINE;
  },
});
