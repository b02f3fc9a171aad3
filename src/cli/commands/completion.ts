/** `olx-abtest completion`: prints a script for shell completion of commands and options. */
import { defineCommand } from '../args/command.js';
import { choice } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { COMPLETION_SCRIPTS } from '../terminal/completion-scripts.js';
import { stdout } from '../terminal/output.js';

export const command = defineCommand({
  describe: 'Print a completion script for bash, zsh or fish',
  positionals: {
    shell: choice(['bash', 'zsh', 'fish'], 'The shell', { defaultDescription: 'that of $SHELL, else bash' }),
  },
  examples: [
    ['$0 completion bash >> ~/.bashrc', 'for bash'],
    ['$0 completion zsh >> ~/.zshrc', 'for zsh, after the line with compinit'],
    ['$0 completion fish > ~/.config/fish/completions/olx-abtest.fish', 'for fish'],
  ],
  run: ({ shell = shellOf(process.env.SHELL) }) => {
    stdout(COMPLETION_SCRIPTS[shell]);
    return FINE;
  },
});

function shellOf(path = ''): 'bash' | 'zsh' | 'fish' {
  return path.endsWith('fish') ? 'fish' : path.endsWith('zsh') ? 'zsh' : 'bash';
}
