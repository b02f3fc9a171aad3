/** The settings of docs/editors.md in a real Neovim: findings arrive, a fix is carried out, a group is renamed in two files. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { MAIN } from '../built.js';

const ROOT = new URL('../..', import.meta.url).pathname;
const NVIM = ['/usr/bin/nvim', '/usr/local/bin/nvim'].find((path) => existsSync(path));

if (NVIM === undefined && !process.env.CI)
  console.warn(
    'NOT RUN: the settings of docs/editors.md in Neovim, which is not installed (apt-get install neovim)',
  );

/** What the editor does, after the settings: waits for a state at most a minute, and writes down what it sees. */
const SCRIPT = (course: string) => `
local function wait(what, test)
  if not vim.wait(60000, test, 50) then error('waited in vain for ' .. what) end
end
local function rules()
  local found = vim.tbl_map(function(each) return each.code end, vim.diagnostic.get(0))
  table.sort(found)
  return table.concat(found, ' ')
end
local out = {}
vim.cmd('edit ${course}/abtest/welcome.xml')
wait('findings', function() return rules() == 'abtest-retired' end)
table.insert(out, rules())
vim.fn.setline(5, (vim.fn.getline(5):gsub('0.3', '30%%')))
wait('a new finding', function() return rules() == 'abtest-retired portion-number' end)
table.insert(out, rules())
vim.fn.cursor(5, 20)
vim.ui.select = function(items, _, done) done(items[1], 1) end
vim.lsp.buf.code_action()
wait('the fix', function() return vim.fn.getline(5):find('portion="0.3"', 1, true) ~= nil end)
table.insert(out, vim.trim(vim.fn.getline(5)))
vim.fn.cursor(5, vim.fn.getline(5):find('story'))
vim.lsp.buf.rename('Story')
wait('the new name', function() return vim.fn.getline(5):find('"Story"', 1, true) ~= nil end)
vim.cmd('wall')
vim.fn.writefile(out, '${course}/seen.txt')
`;

it.skipIf(NVIM === undefined && !process.env.CI)(
  'Neovim shows findings, fixes one and renames a group with these settings',
  async () => {
    expect(NVIM, 'Neovim must be installed in CI: apt-get install neovim').toBeDefined();
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-nvim-'));
    const course = join(folder, 'sample');
    await cp(join(ROOT, 'fixtures/courses/sample'), course, { recursive: true });
    const settings = /```lua\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/editors.md'), 'utf8'))![1]!;
    await writeFile(join(folder, 'init.lua'), settings);
    await writeFile(join(folder, 'script.lua'), SCRIPT(course));
    const command = join(folder, 'olx-abtest');
    await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
    chmodSync(command, 0o755);
    const arguments_ = ['--headless', '-i', 'NONE', '-u', join(folder, 'init.lua')];
    const ran = spawnSync(
      NVIM!,
      [...arguments_, '-c', `luafile ${join(folder, 'script.lua')}`, '-c', 'qa!'],
      {
        encoding: 'utf8',
        timeout: 200_000,
        env: {
          ...process.env,
          PATH: `${folder}${delimiter}${process.env.PATH}`,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
        },
      },
    );
    expect(ran.stderr).not.toContain('Error');
    expect(readFileSync(join(course, 'seen.txt'), 'utf8').split('\n').slice(0, 3)).toEqual([
      'abtest-retired',
      'abtest-retired portion-number',
      '<group portion="0.3" name="story">',
    ]);
    for (const file of ['abtest/welcome.xml', 'abtest/goodbye.xml'])
      expect(readFileSync(join(course, file), 'utf8')).toContain('name="Story"');
    await rm(folder, { recursive: true });
  },
);
