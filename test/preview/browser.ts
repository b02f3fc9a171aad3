/** Debian's Chromium, driven by playwright-core. Without one the tests say loudly that they do not run; in CI they fail. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For `describe.skipIf(browserIsMissing())`: never true in CI, where a missing browser must be a failure. */
export function browserIsMissing(): boolean {
  if (existsSync(CHROMIUM) || process.env.CI === 'true') return false;
  console.warn(
    `NOT RUN: tests in a real browser, since there is no ${CHROMIUM} (set CHROMIUM to name another)`,
  );
  return true;
}

/** A fresh browser; close it. @param without arguments of Playwright's own to leave out. @throws when there is none */
export async function openBrowser(
  more: readonly string[] = [],
  without: readonly string[] = [],
): Promise<Browser> {
  if (!existsSync(CHROMIUM))
    throw new Error(
      `There is no ${CHROMIUM}: install it (apt-get install chromium), or name one by CHROMIUM`,
    );
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...ARGUMENTS, ...more],
    ignoreDefaultArgs: [...without],
  });
}

/** One browser for the tests of a `describe`: called in one, as `openBrowser`. */
export function browserForTests(...how: Parameters<typeof openBrowser>): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(...how);
  });
  afterAll(() => browser?.close());
  return () => browser;
}
