/** Compiles samples of code as a program of a user's would be: strict, against the published types, which are checked too. */
import ts from 'typescript';

const root = new URL('../..', import.meta.url).pathname;

export interface Sample {
  /** The name of a file, unique among the samples: `README.md-12`. */
  readonly name: string;
  readonly code: string;
}

export type Resolution = 'nodenext' | 'bundler';

const RESOLUTIONS: Readonly<Record<Resolution, ts.CompilerOptions>> = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

/** Files of types as a resolution parses them, for all programs of it. */
const parsed: Readonly<Record<Resolution, Map<string, ts.SourceFile | undefined>>> = {
  nodenext: new Map(),
  bundler: new Map(),
};

/**
 * What the compiler reports of the samples and of all types that they use, one line each.
 * @param types packages of global types that the user has: `node`, or none
 */
export function faultsOf(
  samples: readonly Sample[],
  resolution: Resolution,
  types: readonly string[],
): string[] {
  const options: ts.CompilerOptions = {
    ...RESOLUTIONS[resolution],
    strict: true,
    skipLibCheck: false,
    // The language's own, not those of packages.
    skipDefaultLibCheck: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    lib:
      types.length > 0 ? ['lib.es2023.d.ts'] : ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [...types],
  };
  // A file inside of the package that imports `olx-abtest` gets what `exports` of package.json names.
  const texts = new Map(samples.map(({ name, code }) => [`${root}${name}.mts`, `${code}\nexport {};\n`]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...others) => {
    const text = texts.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version);
    const known = parsed[resolution];
    if (!known.has(file)) known.set(file, getSourceFile(file, version, ...others));
    return known.get(file);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((each) => {
    const message = ts.flattenDiagnosticMessageText(each.messageText, ' ');
    if (each.file === undefined) return message;
    const { line } = each.file.getLineAndCharacterOfPosition(each.start ?? 0);
    const file = each.file.fileName.replace(root, '').replace(/\.mts$/, '');
    const text = each.file.text.split('\n')[line]?.trim();
    return `${file}:${line + 1} ${message}   ${text}`;
  });
}
