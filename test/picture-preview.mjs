/** Pictures of the preview: `npm run build && node test/picture-preview.mjs` renews docs/pictures/preview-*.png. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-picture-'));
const course = join(folder, 'course');
cpSync(join(root, 'fixtures/courses/sample'), course, { recursive: true });
// Something to find: portions that are more than 1 together.
const goodbye = join(course, 'abtest/goodbye.xml');
const broken = readFileSync(goodbye, 'utf8').replace('portion="0.5"', 'portion="0.8"');

const PICTURES = [
  { name: 'outline', path: '', width: 1100, height: 900, scheme: 'light' },
  { name: 'block', path: 'block?id=abtest/welcome', width: 1100, height: 1000, scheme: 'light' },
  { name: 'phone', path: 'block?id=split_test/swarm_hints', width: 375, height: 800, scheme: 'light' },
  // The last, since it changes the course.
  { name: 'finding', path: 'block?id=abtest/goodbye', width: 1100, height: 640, scheme: 'dark', edit: true },
];

const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'preview', 'course', '--port', '0'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(child.stdout, 'data');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const { name, path, width, height, scheme, edit } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
    await page.goto(String(line).trim() + path);
    if (edit) {
      writeFileSync(goodbye, broken);
      await page.locator('.findings').first().waitFor();
    }
    for (const frame of await page.locator('iframe.content').all()) await frame.scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await page.evaluate('scrollTo(0, 0)');
    await page.screenshot({ path: join(root, `docs/pictures/preview-${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  child.kill('SIGINT');
  await once(child, 'close');
  rmSync(folder, { recursive: true });
}
