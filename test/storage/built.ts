/** Makes JavaScript of src/ for the processes that tests start: plain Node runs no TypeScript. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What a store is made of. */
const FOLDERS = ['storage', 'diagnostics', 'portion', 'bucketing', 'flags'];

export interface Built {
  /** Absolute path of a file, named as in dist/. */
  path(file: string): string;
  remove(): void;
}

/**
 * Compiles file by file (the sources are written for that: `isolatedModules`) into a new folder, so that test files
 * which run at the same time share nothing. It lies inside the project, where Node finds the packages, unless
 * another parent is named.
 */
export function build(parent = join(ROOT, '.tmp')): Built {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'built-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  for (const source of FOLDERS.flatMap(sourcesIn)) {
    const target = join(folder, source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const text = readFileSync(join(ROOT, 'src', source), 'utf8');
    writeFileSync(
      target,
      ts.transpileModule(text, { compilerOptions: options, fileName: source }).outputText,
    );
  }
  return {
    path: (file) => join(folder, file),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}
