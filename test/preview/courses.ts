/** Courses made for one test: a folder of files that goes away again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadCourse } from '../../src/index.js';
import { type PreviewCourse, previewCourse } from '../../src/preview/page/preview-course.js';

export const SAMPLE = new URL('../../fixtures/courses/sample', import.meta.url).pathname;

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** @returns the folder; gone when the test is over */
export function courseFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-preview-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

/** A course of one unit that holds these blocks. */
export function unitCourse(
  unit: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Record<string, string | Uint8Array> {
  return {
    'course.xml': '<course url_name="run" org="Org" course="C1"/>',
    'course/run.xml':
      '<course display_name="Made"><chapter url_name="ch" display_name="One"><sequential url_name="se"><vertical url_name="un"/></sequential></chapter></course>',
    'vertical/un.xml': `<vertical display_name="Unit">\n${unit}\n</vertical>`,
    ...files,
  };
}

export async function loaded(folder: string): Promise<PreviewCourse> {
  return previewCourse((await loadCourse(folder)).course);
}
