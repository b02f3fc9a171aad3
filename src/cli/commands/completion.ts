/** `olx-abtest completion`: a script with which a shell completes commands and options. */
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
