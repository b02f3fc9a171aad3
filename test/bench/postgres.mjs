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
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    for (const name of ['postgres-server', 'embedded-postgres']) {
      const text = readFileSync(join(ROOT, `test/storage/${name}.ts`), 'utf8');
      writeFileSync(join(folder, `${name}.js`), ts.transpileModule(text, { compilerOptions }).outputText);
    }
    const { PostgresServer } = await import(join(folder, 'postgres-server.js'));
    return await PostgresServer.start();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
