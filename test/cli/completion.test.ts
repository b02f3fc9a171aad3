/** Shell completion as shells run it: the printed script is sourced, Tab is pressed, and the line that comes out is read. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMPLETION_SCRIPTS } from '../../src/cli/terminal/completion-scripts.js';
import { MAIN } from '../built.js';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'olx-abtest-completion-'));
  const program = join(cwd, 'olx-abtest');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(cwd, 'a unit.xml'), '<html/>');
  for (const [shell, script] of Object.entries(COMPLETION_SCRIPTS))
    writeFileSync(join(cwd, `completion.${shell}`), script);
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** What is typed before Tab, and the line that Tab leaves. */
const LINES = [
  ['olx-abtest vali', 'olx-abtest validate '],
  ['olx-abtest flag ev', 'olx-abtest flag evaluate '],
  ['olx-abtest validate --max-w', 'olx-abtest validate --max-warnings '],
  ['olx-abtest validate --format sar', 'olx-abtest validate --format sarif '],
  ['olx-abtest validate --format=sar', 'olx-abtest validate --format=sarif '],
  ['olx-abtest explain xml-e', 'olx-abtest explain xml-encoding '],
  ['olx-abtest validate --rule portion-su', 'olx-abtest validate --rule portion-sum='],
  ['olx-abtest validate --rule portion-sum=wa', 'olx-abtest validate --rule portion-sum=warning '],
  ['olx-abtest validate --rule=portion-sum=wa', 'olx-abtest validate --rule=portion-sum=warning '],
  // Where the program has no words, the shell completes names of files.
  ['olx-abtest validate "a u', 'olx-abtest validate "a unit.xml" '],
] as const;

/** Runs a shell with the variables that the scripts below read. */
function shell(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const PATH = `${cwd}:${process.env.PATH}`;
  const all = { ...process.env, PATH, HOME: cwd, TERM: 'dumb', ...env };
  const ran = spawnSync(path, args, { cwd, encoding: 'utf8', env: all, timeout: 240_000 });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  return ran.stdout;
}

/** Each line as it is after Tab. Ctrl-X s makes it a comment, which the history keeps. */
test('Bash completes commands, options, their values and rule ids, in its own line editor', () => {
  writeFileSync(join(cwd, 'inputrc'), 'set bell-style none\n"\\C-xs": "\\C-a#\\C-m"\n');
  writeFileSync(join(cwd, 'bashrc'), 'PS1="> "\nHISTFILE=$PWD/history\nsource completion.bash\n');
  writeFileSync(join(cwd, 'keys'), `${LINES.map(([typed]) => `${typed}\t\u0018s`).join('')}exit\n`);
  shell('/bin/bash', ['-c', 'bash --noprofile --rcfile bashrc -i < keys > seen 2>&1'], {
    INPUTRC: join(cwd, 'inputrc'),
  });
  const history = readFileSync(join(cwd, 'history'), 'utf8').split('\n');
  expect(history.filter((line) => line.startsWith('#'))).toEqual(LINES.map(([, line]) => `#${line}`));
});

/** A key of the inner shell writes its line into a file; the next line is typed when that one is there. */
const ZSH_DRIVER = `zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'autoload -Uz compinit; compinit -u -D; source completion.zsh; unsetopt beep
record() { print -r -- "$BUFFER" >> lines; BUFFER= }
zle -N record; bindkey "^Xs" record; print >> lines'
until [[ -s lines ]]; do sleep 0.05; done
integer at=1
while IFS= read -r typed; do
  zpty -n -w inner "$typed"$'\\t\\C-xs'
  at+=1
  # What the terminal shows has to be read, or the inner shell waits.
  until (( $(wc -l < lines) >= at )); do while zpty -r -t inner shown; do :; done; sleep 0.02; done
done < typed
zpty -d inner
`;

const ZSH = '/usr/bin/zsh';
const FISH = '/usr/bin/fish';
for (const [name, path] of Object.entries({ zsh: ZSH, fish: FISH }))
  if (!existsSync(path))
    console.warn(`NOT RUN: completion in ${name}, which is not installed (apt-get install ${name})`);

test.skipIf(!existsSync(ZSH))('Zsh completes the same, on a terminal', () => {
  writeFileSync(join(cwd, 'driver.zsh'), ZSH_DRIVER);
  writeFileSync(join(cwd, 'typed'), LINES.map(([typed]) => `${typed}\n`).join(''));
  shell(ZSH, ['-f', 'driver.zsh']);
  const lines = readFileSync(join(cwd, 'lines'), 'utf8').split('\n').slice(1, -1);
  expect(lines).toEqual(LINES.map(([, line]) => line));
});

test.skipIf(!existsSync(FISH))('fish offers the same words', () => {
  const asked = LINES.map(([typed]) => `complete -C '${typed}'`).join('; ');
  const offered = shell(FISH, ['--no-config', '-c', `source completion.fish; ${asked}`]);
  const words = LINES.map(([, line]) => /"a unit\.xml|[^ ]+(?= ?$)/.exec(line)![0].replace('"', ''));
  expect(offered.trim().split('\n')).toEqual(words);
});
