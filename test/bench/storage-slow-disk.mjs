/**
 * Runs storage.mjs as on a slower disk: `npm run build && node test/bench/storage-slow-disk.mjs [microseconds]`.
 * Virtual disks often answer a flush at once; then a commit costs little and sharing one saves little. Needs `cc`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const microseconds = process.argv[2] ?? '600';
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-slow-sync-'));
// The PostgreSQL server runs as another user and must be able to load the library too.
chmodSync(folder, 0o755);
try {
  const library = join(folder, 'slow-sync.so');
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, here('slow-sync.c'), '-ldl']);
  const { status } = spawnSync(process.execPath, [here('storage.mjs')], {
    stdio: 'inherit',
    env: { ...process.env, LD_PRELOAD: library, SLOW_SYNC_US: microseconds },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
