/** The command line, compiled for the tests of this folder alone: other tests renew dist/ while these run. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
let main: string | undefined;
let built: string | undefined;

afterAll(() => {
  if (built !== undefined) rmSync(built, { recursive: true, force: true });
});

/** Where it lies: inside the project, where Node finds the packages. Removed when the tests of this file are done. */
export function builtMain(): string {
  main ??= build();
  return main;
}

function build(): string {
  mkdirSync(join(root, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(root, '.tmp', 'service-'));
  built = folder;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', version }));
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  for (const source of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!source.endsWith('.ts')) continue;
    const target = join(folder, 'dist', source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const text = readFileSync(join(root, 'src', source), 'utf8');
    writeFileSync(target, ts.transpileModule(text, { compilerOptions, fileName: source }).outputText);
  }
  return join(folder, 'dist/cli/main.js');
}
