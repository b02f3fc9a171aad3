/** The samples of docs/service.md run, one after the other, and answer what stands behind them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isMissing } from '../programs.js';
import { serve } from './service-process.js';
import { COURSE, V1, WELCOME } from './v1/scene.js';

test.skipIf(isMissing('curl'))('the samples run and give the shown responses', async () => {
  const page = readFileSync(new URL('../../docs/service.md', import.meta.url), 'utf8');
  const lines = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, text]) =>
    text!.trim().split('\n'),
  );
  expect(lines.length).toBeGreaterThan(20);
  const service = await serve('memory:');
  try {
    for (let at = 0; at < lines.length; at += 2) {
      const [command, expected] = [lines[at]!, lines[at + 1]!];
      const [, status, says] = /^# (\d+) (.*)$/.exec(expected)!;
      const { stdout } = spawnSync('bash', ['-c', `${command} --silent --write-out '\\n%{http_code}'`], {
        encoding: 'utf8',
        env: { ...process.env, V1: service.url + V1, COURSE, WELCOME },
      });
      expect(stdout.split('\n').at(-1), command).toBe(status);
      expect(stdout, command).toContain(says);
    }
  } finally {
    service.process.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  }
});
