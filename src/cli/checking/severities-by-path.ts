/** The configuration's `overrides`: other severities of rules for files of some paths. */
import type { Diagnostic, Severities } from '../../index.js';
import type { Override } from '../args/config.js';

/** An override with the test of its paths. */
interface PathSeverities extends Override {
  readonly matches: (file: string) => boolean;
}

/**
 * What the rules are run with: one that is off as a whole and on for some path has to run.
 * @param last take precedence over the overrides: those of the command line
 */
export function severitiesToRun(
  base: Severities,
  overrides: readonly PathSeverities[],
  last: Severities,
): Severities {
  const isOn = (id: string): boolean =>
    overrides.some(({ rules }) => rules[id] !== undefined && rules[id] !== 'off');
  const kept = Object.entries(base).filter(([id, severity]) => severity !== 'off' || !isOn(id));
  return { ...Object.fromEntries(kept), ...last };
}

/** A finding with the severity that its path gives it; `null` where its rule is off there. */
export function asOverridden(
  diagnostic: Diagnostic,
  base: Severities,
  overrides: readonly PathSeverities[],
  last: Severities,
): Diagnostic | null {
  const { ruleId, place } = diagnostic;
  if (Object.hasOwn(last, ruleId)) return diagnostic;
  const own = overrides.findLast(({ rules, matches }) => Object.hasOwn(rules, ruleId) && matches(place.file));
  const severity = own?.rules[ruleId] ?? (base[ruleId] === 'off' ? 'off' : diagnostic.severity);
  return severity === 'off' ? null : { ...diagnostic, severity };
}
