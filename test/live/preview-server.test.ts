import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadCourse, openStore } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { openPreview } from '../../src/live/preview-server.js';
import { blockView } from '../../src/preview/block/block-view.js';
import { courseFolder, loaded, SAMPLE, unitCourse } from '../preview/courses.js';
import { live } from '../preview/live.js';

test('a port in use is an error with a hint, and nothing remains open', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const { course } = await loadCourse(SAMPLE);
  const store = await openStore('memory:');
  onTestFinished(() => store.close());
  const options = { path: SAMPLE, course, store, port, onFailure: () => undefined };
  await expect(openPreview(options)).rejects.toMatchObject({
    code: 'conflict',
    message: `Port ${port} is taken`,
  });
});

test('the URLs of views lead to their blocks and experiments, whatever their names', async () => {
  const name = `ä "&<>/?#%2f ${'x'.repeat(300)}`;
  const escaped = name.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  const folder = courseFolder(
    unitCourse(
      `<abtest url_name="${escaped}" experiment=".."><default><html url_name="h">x</html></default></abtest>`,
    ),
  );
  const preview = await loaded(folder);
  const [{ node }] = preview.course.blocks as [(typeof preview.course.blocks)[0]];
  const url = await live(folder);
  const medium = liveMedium(preview);
  const page = await fetch(new URL(medium.block(node), url));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<span class="tag">abtest</span>');
  expect(new URL(medium.experiment(preview.experimentOf(node)!), url).pathname).toBe('/experiment/~..');
  const asked = new URL(medium.learner('a&b=c/ü', '\ud800')!, url).searchParams;
  expect([...asked]).toEqual([
    ['learner', 'a&b=c/ü'],
    ['other', '\ufffd'],
  ]);
});

test('a file that is removed between two readings is a block without content, not an error', async () => {
  const folder = courseFolder(
    unitCourse('<html url_name="h"/><problem url_name="p"/>', {
      'html/h.xml': '<html filename="h"/>',
      'html/h.html': 'x',
      'problem/p.xml': '<problem display_name="P"/>',
    }),
  );
  const preview = await loaded(folder);
  rmSync(join(folder, 'html'), { recursive: true });
  rmSync(join(folder, 'problem'), { recursive: true });
  for (const id of ['html/h', 'problem/p'])
    expect(blockView(preview, liveMedium(preview), preview.nodeOf(id)!).body.text).toContain(
      'The definition cannot be read.',
    );
});

test('pages of a course in another encoding, and of a lone file', async () => {
  const folder = courseFolder({ 'ab.xml': '' });
  writeFileSync(
    join(folder, 'ab.xml'),
    Buffer.from(
      '<?xml version="1.0" encoding="iso-8859-1"?><abtest experiment="É" display_name="Été"><default><html url_name="h">x</html></default></abtest>',
      'latin1',
    ),
  );
  const url = await live(join(folder, 'ab.xml'));
  expect(await (await fetch(url)).text()).toMatch(/<h1>.*ab\.xml<\/h1>[\s\S]*Été/);
});

test('the frame of a block whose unit is gone for a moment says so; one that was never shown does not exist', async () => {
  const folder = courseFolder(
    unitCourse('<html url_name="h">Hello</html><html url_name="other">Other</html>'),
  );
  const url = await live(folder);
  const frame = async (id: string): Promise<string> => {
    const answer = await fetch(`${url}frame?id=${id}`);
    expect(answer.headers.get('content-security-policy')).toContain(
      answer.ok ? 'sandbox' : "default-src 'none'",
    );
    return `${answer.status} ${await answer.text()}`;
  };
  expect(await frame('html/h')).toMatch(/^200 .*Hello/s);
  const unit = join(folder, 'vertical/un.xml');
  const whole = readFileSync(unit, 'utf8');
  rmSync(unit);
  await expect.poll(() => frame('html/h')).toMatch(/^200 .*The course does not have this block now/s);
  expect(await frame('html/other')).toMatch(/^404 /);
  writeFileSync(unit, whole);
  await expect.poll(() => frame('html/h')).toMatch(/^200 .*Hello/s);
});
