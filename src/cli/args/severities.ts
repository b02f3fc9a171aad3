/** `--rule id=severity`, and the names of severities. */
import type { Severities } from '../../index.js';
import { didYouMean } from '../../presentation/program.js';
import { UsageError } from '../process/cli-errors.js';

export const SEVERITY_WORDS = ['off', 'info', 'warning', 'error'] as const;
export type SeverityWord = (typeof SEVERITY_WORDS)[number];

export function isSeverityWord(word: unknown): word is SeverityWord {
  return SEVERITY_WORDS.some((each) => each === word);
}

/** @throws UsageError for an unknown rule or severity */
export function readRuleOptions(options: readonly string[], ruleIds: readonly string[]): Severities {
  const severities = new Map<string, SeverityWord>();
  for (const option of options) {
    const [id = '', severity, ...rest] = option.split('=');
    if (severity === undefined || rest.length > 0)
      throw new UsageError(`--rule ${option} is malformed`, 'Write --rule portion-sum=warning, for example.');
    if (!ruleIds.includes(id))
      throw new UsageError(
        `Unknown rule "${id}"`,
        didYouMean(id, ruleIds) || 'Run olx-abtest explain --list for all rules.',
      );
    if (!isSeverityWord(severity))
      throw new UsageError(
        `"${severity}" is not a severity`,
        didYouMean(severity, SEVERITY_WORDS) || `Use one of: ${SEVERITY_WORDS.join(', ')}.`,
      );
    severities.set(id, severity);
  }
  return Object.fromEntries(severities);
}
