/** What the compiler says of programs that use the package, by its published types. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { DIST } from '../built.js';

const root = new URL('../..', import.meta.url).pathname;

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  exports: Record<string, string | { readonly types: string }>;
};
const paths = Object.fromEntries(
  Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [[`olx-abtest${path.slice(1)}`, [join(dirname(DIST), target.types)]]],
  ),
);

/**
 * Compiles all files together, strictly.
 * @param files texts by their paths, which need not exist; `null` for the text on disk
 * @returns the lines, counted from 1, with errors, as `line: message`, by the paths of `files`
 */
export function compileErrors(files: ReadonlyMap<string, string | null>): Map<string, string[]> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    typeRoots: [`${root}node_modules/@types`],
    paths,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const textOf = (name: string): string | undefined => files.get(name) ?? undefined;
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (name) => files.has(name) || existsSync(name),
    readFile: (name) => textOf(name) ?? host.readFile(name),
    getSourceFile: (name, ...rest) => {
      const text = textOf(name);
      return text === undefined
        ? host.getSourceFile(name, ...rest)
        : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    },
  });
  const errors = new Map<string, string[]>([...files.keys()].map((name) => [name, []]));
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    const found = errors.get(file?.fileName ?? '');
    if (file === undefined || found === undefined) throw new Error(`${file?.fileName ?? ''}: ${message}`);
    found.push(`${file.getLineAndCharacterOfPosition(start!).line + 1}: ${message}`);
  }
  return errors;
}

/** The samples of a page in TypeScript. */
export function samplesOf(page: string): string[] {
  const text = readFileSync(`${root}docs/${page}`, 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
}
