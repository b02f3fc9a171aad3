/** `--baseline FILE`: the findings that a course has today, so that only new ones are reported; kept apart from line numbers. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { replaceFile } from '../../disk/write-file.js';
import type { Diagnostic } from '../../index.js';
import { UsageError } from '../process/cli-errors.js';

const NEW_FILE = 0o666;
const DIGEST_LENGTH = 16;

/** Findings that are alike: of one rule, with one message, in lines of one text. */
interface Known {
  /** Relative to the folder of the baseline, with `/`. */
  readonly file: string;
  readonly rule: string;
  readonly message: string;
  /** Of the line that the finding begins in, without the white space around it. */
  readonly line: string;
  readonly count: number;
}

/** How many findings of each kind there may be. */
type Baseline = ReadonlyMap<string, Known>;

/** A baseline of these findings; `folder` is where its file is. */
export function baselineOf(diagnostics: readonly Diagnostic[], folder: string): Baseline {
  const found = new Map<string, Known>();
  for (const each of diagnostics) {
    const kind = kindOf(each, folder);
    const key = keyOf(kind);
    found.set(key, { ...kind, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return found;
}

/** The findings that the baseline does not have, and how many of its findings are gone. */
export function newFindings(
  diagnostics: readonly Diagnostic[],
  baseline: Baseline,
  folder: string,
): { readonly found: readonly Diagnostic[]; readonly gone: number } {
  const left = new Map([...baseline].map(([key, { count }]) => [key, count]));
  const found = diagnostics.filter((each) => {
    const key = keyOf(kindOf(each, folder));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
  return { found, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
}

/** @throws UsageError when the file does not exist or is no baseline */
export function readBaseline(path: string): Baseline {
  const refuse = (why: string): never => {
    throw new UsageError(`The baseline "${path}" ${why}`, 'Write it with --update-baseline.');
  };
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    refuse(code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`);
  }
  let content: { version?: unknown; findings?: unknown } | null = null;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    refuse(`is not JSON: ${(cause as Error).message}`);
  }
  if (content?.version !== 1 || !Array.isArray(content.findings)) refuse('has not the form of one');
  const findings = content!.findings as unknown[];
  const wrong = findings.findIndex((each) => !isKnown(each));
  if (wrong !== -1) refuse(`has a finding, number ${wrong + 1}, without file, rule, message, line and count`);
  return new Map((findings as Known[]).map((each) => [keyOf(each), each]));
}

function isKnown(each: unknown): each is Known {
  const { file, rule, message, line, count } = (each ?? {}) as Record<string, unknown>;
  return (
    [file, rule, message, line].every((text) => typeof text === 'string') &&
    Number.isSafeInteger(count) &&
    (count as number) > 0
  );
}

/** In the order of files and rules, one finding a line, so that its own changes are easy to read. */
export function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  const rows = [...baseline.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { file, rule, message, line, count }]) => JSON.stringify({ file, rule, message, line, count }));
  const text = `{"version": 1, "findings": [${rows.length === 0 ? '' : `\n${rows.join(',\n')}\n`}]}\n`;
  return replaceFile(path, Buffer.from(text), { modeIfNew: NEW_FILE });
}

type Kind = Omit<Known, 'count'>;

function kindOf({ ruleId, message, place, frame }: Diagnostic, folder: string): Kind {
  const text = frame?.lines[place.start.line - frame.firstLine]?.trim() ?? '';
  return {
    file: relative(folder, resolve(place.file)).split(sep).join('/'),
    rule: ruleId,
    message: withoutCount(message),
    line: createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH),
  };
}

/** "(the first of 3 here)": how many others there are is no property of a finding. */
function withoutCount(message: string): string {
  return message.replace(/ \([^()]*\d[^()]*\)$/, '');
}

function keyOf({ file, rule, message, line }: Kind): string {
  return [file, rule, line, message].join('\0');
}

/** The folder of a baseline's file. */
export function folderOf(path: string): string {
  return dirname(resolve(path));
}
