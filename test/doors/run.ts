/** Runs samples of code as they are, in the current folder: their imports of the package are the sources'. */
import { inspect } from 'node:util';
import { OpenFeature } from '@openfeature/server-sdk';
import ts from 'typescript';
import * as library from '../../src/index.js';
import * as openfeature from '../../src/openfeature.js';
import { createService } from '../../src/service/service.js';
import { namesUsed } from './beginnings.js';

const door: Readonly<Record<string, unknown>> = { ...library, ...openfeature, createService, OpenFeature };
const doorNames = new Set(Object.keys(door));

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

/** What the code prints, a string for each call of `console.log`. */
export async function printedBy(code: string): Promise<string[]> {
  const printed: string[] = [];
  const console = {
    log: (...values: unknown[]) =>
      printed.push(
        values
          .map((each) => (typeof each === 'string' ? each : inspect(each, { breakLength: Infinity })))
          .join(' '),
      ),
  };
  const program = code
    .replaceAll(/^import [^;]* from '(olx-abtest|@openfeature)[^']*';$/gm, '')
    .replaceAll("await import('@openfeature/server-sdk')", 'door');
  const script = ts.transpile(program, { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext });
  const names = namesUsed(program, doorNames).join(', ');
  await new AsyncFunction('door', 'console', `const { ${names} } = door;\n{\n${script}\n}`)(door, console);
  return printed;
}

/** What the comments of a sample say that it prints. */
export function shownIn(code: string): string[] {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!.trim());
}
