/**
 * The configuration file and the files that it ignores: found upward from the working directory, parsed strictly, each
 * error with its line.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Node, ParseError } from 'jsonc-parser';
import type { Severities } from '../../index.js';
import { didYouMean } from '../../presentation/program.js';
import { UsageError } from '../process/cli-errors.js';
import { isSeverityWord, SEVERITY_WORDS, type SeverityWord } from './severities.js';

export const CONFIG_NAME = 'olx-abtest.config.json';

/** Severities of rules for files whose path one of the globs matches. */
export interface Override {
  readonly files: readonly string[];
  readonly rules: Severities;
}

interface Config {
  readonly severities: Severities;
  /** In the order of the file: the last one that matches counts. */
  readonly overrides: readonly Override[];
  /** Globs, relative to `folder`. */
  readonly ignore: readonly string[];
  readonly folder: string;
  /** The file's name for messages; `null` when there is no file. */
  readonly file: string | null;
}

type Settings = Pick<Config, 'severities' | 'overrides' | 'ignore'>;

/**
 * Reads the given file, or else the nearest one upward from a folder.
 * @throws UsageError when it does not exist, is not JSON, or has an unknown setting
 */
export async function loadConfig(
  asked: string | undefined,
  ruleIds: readonly string[],
  from = process.cwd(),
): Promise<Config> {
  const path = asked === undefined ? nearestConfig(from) : resolve(asked);
  if (path === undefined) return { severities: {}, overrides: [], ignore: [], folder: from, file: null };
  const file = relative(process.cwd(), path).split(sep).join('/');
  const read = await readConfig(textOf(path, file), file, ruleIds);
  return { ...read, folder: dirname(path), file };
}

/** The configuration of a folder: its own, or the nearest one above it. */
export function nearestConfig(folder: string): string | undefined {
  for (let here = folder; ; here = dirname(here)) {
    const path = join(here, CONFIG_NAME);
    if (existsSync(path)) return path;
    if (dirname(here) === here) return undefined;
  }
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`;
    throw new UsageError(`The configuration file "${file}" ${why}`, 'Check the path after --config.');
  }
}

/**
 * The settings of a configuration text.
 * @tested the tests give it texts without files
 */
export async function readConfig(text: string, file: string, ruleIds: readonly string[]): Promise<Settings> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser');
  const faults: ParseError[] = [];
  const root = parseTree(text, faults, { disallowComments: true, allowTrailingComma: false });
  const reader = new ConfigReader(text, file, ruleIds);
  const [fault] = faults;
  if (fault !== undefined) {
    const words = printParseErrorCode(fault.error)
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase();
    reader.refuse(fault.offset, `This is not JSON: ${words}`, 'Write JSON without comments.');
  }
  if (root === undefined) return reader.refuse(0, 'The file is empty', 'Write at least {}.');
  return reader.read(root);
}

const KEYS = ['$schema', 'rules', 'overrides', 'ignore'];
const OVERRIDE_KEYS = ['files', 'rules'];

class ConfigReader {
  readonly #text: string;
  readonly #file: string;
  readonly #ruleIds: readonly string[];

  constructor(text: string, file: string, ruleIds: readonly string[]) {
    this.#text = text;
    this.#file = file;
    this.#ruleIds = ruleIds;
  }

  read(root: Node): Settings {
    let severities: Severities = {};
    let ignore: readonly string[] = [];
    let overrides: readonly Override[] = [];
    for (const [key, node, value] of this.#properties(root, 'The configuration')) {
      if (!KEYS.includes(key)) this.#unknown(node, 'Unknown setting', key, KEYS);
      if (key === '$schema' && value.type !== 'string')
        this.refuse(
          value.offset,
          '"$schema" is not a string',
          'Give the path of the schema, or leave it out.',
        );
      if (key === 'rules') severities = this.#rules(value);
      if (key === 'ignore') ignore = this.#globs(value, '"ignore"');
      if (key === 'overrides') overrides = this.#overrides(value);
    }
    return { severities, overrides, ignore };
  }

  #rules(node: Node): Severities {
    const severities = new Map<string, SeverityWord>();
    for (const [id, key, { offset, value }] of this.#properties(node, '"rules"')) {
      if (!this.#ruleIds.includes(id)) this.#unknown(key, 'Unknown rule', id, this.#ruleIds);
      if (isSeverityWord(value)) severities.set(id, value);
      else {
        const hint = `Write one of ${SEVERITY_WORDS.map((word) => `"${word}"`).join(', ')}.`;
        this.refuse(offset, `The severity of ${id} is ${JSON.stringify(value) ?? 'not a string'}`, hint);
      }
    }
    return Object.fromEntries(severities);
  }

  #overrides(node: Node): readonly Override[] {
    const hint = 'Write a list such as [{"files": ["policies/**"], "rules": {"policy-format": "warning"}}].';
    if (node.type !== 'array') this.refuse(node.offset, '"overrides" is not a list', hint);
    return (node.children ?? []).map((each): Override => {
      const parts = new Map(
        this.#properties(each, 'An override').map(([key, place, value]) => {
          if (!OVERRIDE_KEYS.includes(key)) this.#unknown(place, 'Unknown setting', key, OVERRIDE_KEYS);
          return [key, value];
        }),
      );
      const [files, rules] = [parts.get('files'), parts.get('rules')];
      if (files === undefined || rules === undefined)
        return this.refuse(each.offset, 'An override needs "files" and "rules"', hint);
      return { files: this.#globs(files, '"files"'), rules: this.#rules(rules) };
    });
  }

  #globs(node: Node, what: string): readonly string[] {
    const hint = 'Write a list of globs, such as ["drafts/**"].';
    if (node.type !== 'array') this.refuse(node.offset, `${what} is not a list`, hint);
    return (node.children ?? []).map(({ offset, value }) => {
      if (typeof value !== 'string' || value === '') this.refuse(offset, 'This is not a glob', hint);
      return value as string;
    });
  }

  /** Name, key and value of each property. */
  #properties(node: Node, what: string): [string, Node, Node][] {
    if (node.type !== 'object') this.refuse(node.offset, `${what} is not an object`, 'Write { … }.');
    const names = new Set<string>();
    return (node.children ?? []).map(({ children }) => {
      const [key, value] = children as [Node, Node];
      const name = key.value as string;
      if (names.has(name)) this.refuse(key.offset, `"${name}" occurs twice`, 'Remove one of them.');
      names.add(name);
      return [name, key, value];
    });
  }

  #unknown(node: Node, what: string, word: string, known: readonly string[]): never {
    const few =
      known.length > 5 ? 'Run olx-abtest explain --list for all rules.' : `Use one of: ${known.join(', ')}.`;
    return this.refuse(node.offset, `${what} "${word}"`, didYouMean(word, known) || few);
  }

  refuse(offset: number, message: string, hint: string): never {
    const before = this.#text.slice(0, offset).split(/\r\n?|\n/);
    throw new UsageError(`${this.#file}:${before.length}:${before.at(-1)!.length + 1}: ${message}`, hint);
  }
}

/** Returns a function that tells whether a glob matches the path or a folder above it; `undefined` when nothing is ignored. */
export async function ignoring(config: Config): Promise<((path: string) => boolean) | undefined> {
  return config.ignore.length === 0 ? undefined : matching(config.ignore, config.folder);
}

/** Does one of the globs, which are relative to a folder, match the path or a folder above it? */
export async function matching(
  patterns: readonly string[],
  folder: string,
): Promise<(path: string) => boolean> {
  const { default: picomatch } = await import('picomatch');
  const globs = patterns.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  const matches = picomatch(globs, { dot: true });
  const known = new Map<string, boolean>([['', false]]);
  const isMatched = (path: string): boolean => {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    const found = isMatched(path.slice(0, Math.max(0, path.lastIndexOf('/')))) || matches(path);
    known.set(path, found);
    return found;
  };
  return (path) => {
    const inside = relative(folder, resolve(path)).split(sep).join('/');
    return !inside.startsWith('../') && inside !== '..' && isMatched(inside);
  };
}

/** The globs of a configuration that match none of these files. */
export async function idleGlobs(
  { ignore, overrides, folder }: Pick<Config, 'ignore' | 'overrides' | 'folder'>,
  files: readonly string[],
): Promise<string[]> {
  const all = [...new Set([...ignore, ...overrides.flatMap((each) => each.files)])];
  const tests = await Promise.all(all.map((glob) => matching([glob], folder)));
  return all.filter((_, index) => !files.some((file) => tests[index]!(file)));
}
