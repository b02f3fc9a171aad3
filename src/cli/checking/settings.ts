/** What a check is run with: severities, overrides by path, and ignored files, of the configuration and the command line. */
import { resolve, sep } from 'node:path';
import type { Diagnostic, Severities } from '../../index.js';
import { idleGlobs, ignoring, loadConfig, matching } from '../args/config.js';
import { STDIN } from '../args/options.js';
import { readRuleOptions } from '../args/severities.js';
import { messageOf } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';
import { asOverridden, severitiesToRun } from './severities-by-path.js';

export interface Settings {
  /** What the rules are run with. */
  readonly severities: Severities;
  /** The finding as it is reported; `null` for one that is not. */
  readonly judge: (diagnostic: Diagnostic) => Diagnostic | null;
  /** Courses and archives not to read; `undefined` when nothing is ignored. */
  readonly ignore: ((path: string) => boolean) | undefined;
  /** Reports globs of the configuration that match none of the files, where the whole folder of it was read. */
  readonly reportIdle: (given: readonly string[], files: readonly string[]) => Promise<void>;
}

/**
 * @param from where the configuration is looked for, upward; default the working directory
 * @throws UsageError
 */
export async function readSettings(
  { rule, config: file }: { readonly rule: readonly string[]; readonly config: string | undefined },
  ruleIds: readonly string[],
  from?: string,
): Promise<Settings> {
  const last = readRuleOptions(rule, ruleIds);
  const config = await loadConfig(file, ruleIds, from);
  const isIgnored = await ignoring(config);
  const overrides = await Promise.all(
    config.overrides.map(async (each) => ({ ...each, matches: await matching(each.files, config.folder) })),
  );
  const skipped: string[] = [];
  const ignore = (path: string): boolean => {
    const found = isIgnored?.(path) ?? false;
    if (found) skipped.push(path);
    return found;
  };
  return {
    severities: severitiesToRun(config.severities, overrides, last),
    judge: (each) =>
      isIgnored?.(each.place.file) ? null : asOverridden(each, config.severities, overrides, last),
    ignore: isIgnored && ignore,
    reportIdle: async (given, files) => {
      if (config.file === null || !given.some((path) => path !== STDIN && holds(path, config.folder))) return;
      for (const glob of await idleGlobs(config, [...files, ...skipped]))
        stderr(`olx-abtest: "${messageOf(glob)}" in ${config.file} matches no file that was read\n`);
    },
  };
}

function holds(path: string, folder: string): boolean {
  const outer = resolve(path);
  return folder === outer || folder.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
