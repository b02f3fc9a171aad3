/** The public names as the compiler knows them: by the parts of package.json, with their declarations and docstrings. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

const root = new URL('../..', import.meta.url).pathname;

export interface PublicName {
  readonly name: string;
  /** `olx-abtest/content` */
  readonly door: string;
  readonly symbol: ts.Symbol;
  readonly declaration: ts.Declaration;
  readonly isValue: boolean;
  /** `src/rules/check.ts` */
  readonly file: string;
  readonly text: string;
  readonly tags: readonly ts.JSDocTagInfo[];
}

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  exports: Record<string, string | { readonly types: string }>;
};

/** Each part with the source that it is built from; `olx-abtest` itself has the names of the others. */
const doors = Object.entries(exports).flatMap(([path, target]) =>
  typeof target === 'string' || path === '.'
    ? []
    : [
        {
          door: `olx-abtest${path.slice(1)}`,
          source: target.types.replace(/^\.\/dist\/(.*)\.d\.ts$/, `${root}src/$1.ts`),
        },
      ],
);

const config = ts.getParsedCommandLineOfConfigFile(
  `${root}tsconfig.json`,
  { skipLibCheck: true },
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
    },
  },
)!;
const program = ts.createProgram(
  [...doors.map(({ source }) => source), `${root}src/index.ts`],
  config.options,
);
const checker = program.getTypeChecker();

const unaliased = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

function exportsOf(source: string): ts.Symbol[] {
  const file = program.getSourceFile(source);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`package.json names a part without a source: ${source}`);
  return checker.getExportsOfModule(module);
}

/** What the door's file says of itself. */
export function introductionOf(door: string): string {
  const { source } = doors.find((each) => each.door === door)!;
  const [, text = ''] = /^\/\*\*\s([\s\S]*?)\s\*\//.exec(readFileSync(source, 'utf8')) ?? [];
  return text.replaceAll(/\n \* ?|^ \* ?/g, '\n').trim();
}

export const doorNames: readonly string[] = doors.map(({ door }) => door);

/** Every public name once, under the first of its parts. */
export const publicNames: readonly PublicName[] = doors
  .flatMap(({ door, source }) =>
    exportsOf(source).map((exported): PublicName => {
      const symbol = unaliased(exported);
      const declaration = symbol.declarations![0]!;
      return {
        name: exported.name,
        door,
        symbol,
        declaration,
        isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
        file: declaration.getSourceFile().fileName.slice(root.length),
        text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        tags: symbol.getJsDocTags(checker),
      };
    }),
  )
  .filter((each, index, all) => all.findIndex(({ symbol }) => symbol === each.symbol) === index);

/** What `olx-abtest` itself exports. */
export const mainNames: ReadonlySet<string> = new Set(
  exportsOf(`${root}src/index.ts`).map(({ name }) => name),
);

interface Example {
  /** `setPortion 1` */
  readonly name: string;
  readonly door: string;
  readonly code: string;
}

/** The examples of all docstrings. */
export const examples: readonly Example[] = publicNames.flatMap(({ name, door, tags }) =>
  tags
    .filter((tag) => tag.name === 'example')
    .map((tag, index) => ({ name: `${name} ${index + 1}`, door, code: tagText(tag) })),
);

export function tagText(tag: ts.JSDocTagInfo): string {
  return ts.displayPartsToString(tag.text).trim();
}

/** The names of types that a declaration mentions where users see it: not in bodies, and not in private members. */
export function typesIn(declaration: ts.Declaration): ts.Symbol[] {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isTypeParameterDeclaration(node)) return;
    if (isHidden(node)) return;
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
      const symbol = checker.getSymbolAtLocation(name);
      if (symbol !== undefined) found.add(unaliased(symbol));
    }
    if (ts.isVariableDeclaration(node) && node.type !== undefined) return visit(node.type);
    if (isInitialised(node) && node.type === undefined) return;
    ts.forEachChild(node, (child) => {
      if (!(isInitialised(node) && child === node.initializer)) visit(child);
    });
  };
  visit(declaration);
  return [...found];
}

function isInitialised(node: ts.Node): node is ts.ParameterDeclaration | ts.PropertyDeclaration {
  return (ts.isParameter(node) || ts.isPropertyDeclaration(node)) && node.initializer !== undefined;
}

/** Members that declarations for users do not show. */
export function isHidden(node: ts.Node): boolean {
  if (ts.isClassElement(node) && node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
  );
}

/** Whether a type is one of ours, and not of the language, of Node or of a package. */
export function isOurs(symbol: ts.Symbol): boolean {
  const declaration = symbol.declarations?.[0];
  return (
    declaration !== undefined &&
    !ts.isTypeParameterDeclaration(declaration) &&
    declaration.getSourceFile().fileName.startsWith(`${root}src/`)
  );
}
