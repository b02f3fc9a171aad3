/** `olx-abtest init`: writes a configuration file to begin with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../disk/write-file.js';
import { defineCommand } from '../args/command.js';
import { CONFIG_NAME } from '../args/config.js';
import { path } from '../args/options.js';
import { FailureError, FINE, messageOf } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';

const NEW_FILE = 0o666;
const CONTENT = {
  $schema: 'node_modules/olx-abtest/docs/config.schema.json',
  rules: { 'abtest-retired': 'info' },
  overrides: [],
  ignore: [],
};

export const command = defineCommand({
  describe: `Write ${CONFIG_NAME}, the configuration of validate and format`,
  positionals: { folder: path('Where to', { defaultDescription: 'the working directory' }) },
  examples: [['$0 init', 'in the working directory']],
  run: async ({ folder = '.' }) => {
    const file = join(folder, CONFIG_NAME);
    if (existsSync(file))
      throw new FailureError(`"${messageOf(file)}" is there already`, 'Edit it, or remove it first.');
    await replaceFile(file, Buffer.from(`${JSON.stringify(CONTENT, null, 2)}\n`), { modeIfNew: NEW_FILE });
    stderr(`olx-abtest: ${messageOf(file)} written; its settings are in docs/ci.md of the package\n`);
    return FINE;
  },
});
