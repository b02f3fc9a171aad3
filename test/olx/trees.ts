/** Small trees of files for tests, on disk and as archives. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { onTestFinished } from 'vitest';

export type Tree = Readonly<Record<string, string | Uint8Array>>;

/** A directory that holds these files, gone when the test is over. */
export function onDisk(tree: Tree): string {
  const root = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** A `.tar.gz` of these files, with more members as they come. */
export async function archived(
  tree: Tree,
  more: readonly Parameters<Pack['entry']>[0][] = [],
): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(tree)) tar.entry({ name }, Buffer.from(content));
  for (const header of more) tar.entry(header, '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

/** A course of one unit. */
export function courseWith(unit: string, more: Tree = {}): Tree {
  return {
    'course.xml': '<course url_name="run" org="Org" course="C1"/>',
    'course/run.xml': '<course><chapter url_name="ch"/></course>',
    'chapter/ch.xml': '<chapter><sequential url_name="seq"/></chapter>',
    'sequential/seq.xml': '<sequential><vertical url_name="unit"/></sequential>',
    'vertical/unit.xml': `<vertical>${unit}</vertical>`,
    ...more,
  };
}
