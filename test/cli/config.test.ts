import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { ignoring, readConfig } from '../../src/cli/args/config.js';
import { SEVERITY_WORDS } from '../../src/cli/args/severities.js';
import { rules } from '../../src/rules/index.js';

const ids = rules.map(({ id }) => id);
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'olx-abtest.config.json',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    rules: {
      description: 'The severities of rules; a rule that is not named keeps its own.',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        rules.map(({ id, summary, severity }) => [
          id,
          { description: summary, enum: SEVERITY_WORDS, default: severity },
        ]),
      ),
    },
    overrides: {
      description:
        'Severities for files whose path a glob matches, relative to this file; the last one that matches counts.',
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['files', 'rules'],
        properties: {
          files: { type: 'array', items: { type: 'string', minLength: 1 } },
          rules: { $ref: '#/properties/rules' },
        },
      },
    },
    ignore: {
      description: 'Globs of files and folders to leave out, relative to this file.',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
  },
};

test('the published schema lists exactly the existing rules', async () => {
  // As the formatter wants it: short lists on one line.
  const text = JSON.stringify(schema, null, 2).replace(/\[\s+([^\]{}]*?)\s+\]/g, (_, items: string) => {
    return `[${items.replace(/\s+/g, ' ')}]`;
  });
  await expect(`${text}\n`).toMatchFileSnapshot('../../docs/config.schema.json');
});

describe('the schema and the loader agree', () => {
  const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);
  test.each([
    ['{}', true],
    ['{"$schema": "x", "rules": {"portion-sum": "off"}, "ignore": ["drafts/**"]}', true],
    ['{"rules": {"portion-sum": "warn"}}', false],
    ['{"rules": {"portion-sum": null}}', false],
    ['{"rules": {"no-such-rule": "off"}}', false],
    ['{"rules": {"__proto__": "off"}}', false],
    ['{"rules": []}', false],
    ['{"ignore": "drafts"}', false],
    ['{"ignore": [1]}', false],
    ['{"ignore": [""]}', false],
    ['{"overrides": [{"files": ["policies"], "rules": {"policy-format": "off"}}]}', true],
    ['{"overrides": [{"files": ["policies"]}]}', false],
    ['{"overrides": [{"files": ["policies"], "rules": {"policy-format": "of"}}]}', false],
    ['{"overrides": [{"files": "policies", "rules": {}}]}', false],
    ['{"overrides": [{"files": [], "rules": {}, "ignore": []}]}', false],
    ['{"overrides": {}}', false],
    ['{"constructor": {}}', false],
    ['[]', false],
    ['null', false],
  ])('%s', async (text, expected) => {
    expect(isValid(JSON.parse(text))).toBe(expected);
    const read = readConfig(text, 'config.json', ids);
    await (expected
      ? expect(read).resolves.toBeDefined()
      : expect(read).rejects.toThrow(/^config\.json:1:\d+: /));
  });
});

test.each([
  ['', /^config\.json:1:1: This is not JSON: value expected$/],
  ['{"rules": {},}', /^config\.json:1:14: This is not JSON/],
  ['// comment\n{}', /^config\.json:1:1: This is not JSON/],
  ['{\r\n  "rules": {},\r\n  "rules": {}\r\n}', /^config\.json:3:3: "rules" occurs twice$/],
  ['{"$schema": 1}', /^config\.json:1:13: "\$schema" is not a string$/],
])('an error that only the loader detects in %j', async (text, message) => {
  await expect(readConfig(text, 'config.json', ids)).rejects.toThrow(message);
});

describe('ignore', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'olx-abtest-')), 'project');
  rmSync(join(folder, '..'), { recursive: true });
  const config = (...ignore: string[]) => ({ severities: {}, overrides: [], file: 'c', folder, ignore });

  test.each([
    ['drafts/**', 'drafts/vertical/a.xml', true],
    ['course/drafts', 'course/drafts/vertical/a.xml', true],
    ['./course/drafts/', 'course/drafts/vertical/a.xml', true],
    ['**/old-*.xml', 'course/html/old-1.xml', true],
    ['*.xml', 'course/html/a.xml', false],
    ['**/.hidden/**', 'a/.hidden/b.xml', true],
    ['**', '../elsewhere/a.xml', false],
    ['{a,b}/c.xml', 'b/c.xml', true],
    ['export.tar.gz!/html', 'export.tar.gz!/html/a.xml', true],
  ])('%s and %s: %s', async (glob, path, expected) => {
    const ignore = await ignoring(config(glob));
    expect(ignore?.(join(folder, path))).toBe(expected);
  });

  test('without globs there is no function', async () => {
    expect(await ignoring(config())).toBeUndefined();
  });
});
