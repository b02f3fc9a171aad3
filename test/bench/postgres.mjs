/** Gives the benchmarks the tests' PostgreSQL server, whose source is TypeScript. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A folder inside the project, on its disk; removed by the caller. */
export function workFolder() {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  return mkdtempSync(join(ROOT, '.tmp', 'bench-'));
}

export async function startPostgres() {
  const folder = workFolder();
  try {
    const text = readFileSync(join(ROOT, 'test/storage/postgres-server.ts'), 'utf8');
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    writeFileSync(
      join(folder, 'postgres-server.mjs'),
      ts.transpileModule(text, { compilerOptions }).outputText,
    );
    const { PostgresServer } = await import(join(folder, 'postgres-server.mjs'));
    return await PostgresServer.start();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
