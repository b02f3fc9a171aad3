/** A vitest reporter: begins the run with its seed, ends it with one plain line of the real counts: `N passed, N failed`. */
import type { Reporter, TestModule } from 'vitest/node';
import { SEED } from './seed.js';

export default class ClosingLine implements Reporter {
  onTestRunStart(): void {
    process.stdout.write(`Seed of the random tests: ${SEED} (OLX_ABTEST_SEED=${SEED} repeats them)\n`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let passed = 0;
    // A run without a test file, as after a build that failed, is not a good one.
    let failed = modules.length === 0 ? Math.max(1, unhandled.length) : unhandled.length;
    let skipped = 0;
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
    }
    // The counts come last, after the coverage table that other reporters print.
    process.once('exit', () => {
      process.stdout.write(
        `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
      );
    });
  }
}
