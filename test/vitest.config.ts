import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: [new URL('./seeded.ts', import.meta.url).pathname],
    globalSetup: ['./build.ts', './run-folder.ts'].map((file) => new URL(file, import.meta.url).pathname),
    // The default would leave one of two processors idle.
    maxWorkers: '100%',
    // A process runs its test files one after the other, and reads each module once: reading them again for each file, and a
    // new process for it, took a quarter of the time. So no test file leaves anything changed in its process.
    isolate: false,
    // Ends a hang; no test measures speed with it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', new URL('./closing-line.ts', import.meta.url).pathname],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The commands run as processes of their own, which coverage does not see into.
      exclude: ['src/cli/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95, functions: 95, branches: 90, statements: 95 },
    },
  },
});
