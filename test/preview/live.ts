/** A live preview for one test, its server in this process, and pages of a real browser on it. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { loadCourse, openStore } from '../../src/index.js';
import { openPreview } from '../../src/live/preview-server.js';
import { isPicture } from '../../src/presentation/file-kinds.js';
import type { Editor } from '../../src/presentation/program.js';

/** Ends a hang: shorter than a test may take, so that it is the step which fails. */
export const PATIENCE_MS = 120_000;

/** @returns the address, ending in `/`; closed when the test is over. A failure inside the server fails the test. */
export async function live(path: string, editor?: Editor): Promise<string> {
  const { course } = await loadCourse(path, { keepStatic: isPicture });
  const store = await openStore('memory:');
  const failures: unknown[] = [];
  const preview = await openPreview({
    path,
    course,
    store,
    editor,
    port: 0,
    onFailure: (error) => failures.push(error),
  });
  onTestFinished(async () => {
    await preview.close();
    await store.close();
    expect(failures).toEqual([]);
  });
  return preview.url;
}

interface Watched {
  readonly page: Page;
  /** Errors of the console and of scripts since it was opened. */
  readonly errors: string[];
}

/** A page in a context of its own, whose console is listened to. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Watched> {
  const context: BrowserContext = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  return { page, errors };
}
