/** JavaScript of what a conversion needs, for the processes that tests kill: plain Node runs no TypeScript. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['convert', 'olx', 'xml', 'portion', 'bucketing', 'flags', 'diagnostics'];
const OPTIONS = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };

/** The folder that it lies in, inside the project, where Node finds the packages; gone when the test is over. */
export function built(): string {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tmp', 'built-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of FOLDERS)
    for (const file of sourcesIn(name)) {
      const target = join(folder, name, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      const text = readFileSync(join(ROOT, 'src', name, file), 'utf8');
      writeFileSync(
        target,
        ts.transpileModule(text, { compilerOptions: OPTIONS, fileName: file }).outputText,
      );
    }
  return folder;
}

function sourcesIn(name: string): string[] {
  const all = readdirSync(join(ROOT, 'src', name), { recursive: true, encoding: 'utf8' });
  return all.filter((file) => file.endsWith('.ts'));
}
