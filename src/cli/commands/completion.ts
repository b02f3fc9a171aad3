/** `olx-abtest completion`: prints a script for shell completion of commands and options. */
import { defineCommand } from '../args/command.js';
import { choice } from '../args/options.js';
import { newParser } from '../args/parse.js';
import { FINE } from '../process/cli-errors.js';
import { stdout } from '../terminal/output.js';

const FISH = `complete -c olx-abtest -a '(olx-abtest --get-yargs-completions (commandline -opc) (commandline -ct | string collect --allow-empty))'
`;

export const command = defineCommand({
  describe: 'Print a completion script for bash, zsh or fish',
  positionals: {
    shell: choice(['bash', 'zsh', 'fish'], 'The shell', { defaultDescription: 'that of $SHELL, else bash' }),
  },
  examples: [
    ['$0 completion bash >> ~/.bashrc', 'for bash'],
    ['$0 completion fish > ~/.config/fish/completions/olx-abtest.fish', 'for fish'],
  ],
  run: ({ shell = shellOf(process.env.SHELL) }) => {
    if (shell === 'fish') stdout(FISH);
    else {
      // yargs takes the shell from the environment.
      const { SHELL, ZSH_NAME } = process.env;
      delete process.env.ZSH_NAME;
      process.env.SHELL = `/bin/${shell}`;
      newParser([]).showCompletionScript();
      restore({ SHELL, ZSH_NAME });
    }
    return FINE;
  },
});

function shellOf(path = ''): 'bash' | 'zsh' | 'fish' {
  return path.endsWith('fish') ? 'fish' : path.endsWith('zsh') ? 'zsh' : 'bash';
}

function restore(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
}
