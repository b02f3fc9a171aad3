/** `--rule id=severity`, and its words. */
import type { Severities } from '../../index.js';
import { didYouMean } from '../../presentation/nearest.js';
import { UsageError } from '../process/cli-errors.js';

export const SEVERITY_WORDS = ['off', 'info', 'warning', 'error'] as const;
export type SeverityWord = (typeof SEVERITY_WORDS)[number];

export function isSeverityWord(word: unknown): word is SeverityWord {
  return SEVERITY_WORDS.some((each) => each === word);
}

/** @throws UsageError for a rule or a severity that is not known */
export function readRuleOptions(options: readonly string[], ruleIds: readonly string[]): Severities {
  const severities = new Map<string, SeverityWord>();
  for (const option of options) {
    const [id = '', severity, ...rest] = option.split('=');
    if (severity === undefined || rest.length > 0)
      throw new UsageError(`--rule ${option} is not understood`, 'Write --rule portion-sum=warning.');
    if (!ruleIds.includes(id))
      throw new UsageError(
        `There is no rule "${id}"`,
        didYouMean(id, ruleIds) || 'olx-abtest explain --list shows them all.',
      );
    if (!isSeverityWord(severity))
      throw new UsageError(
        `"${severity}" is not a severity`,
        didYouMean(severity, SEVERITY_WORDS) || `Write one of ${SEVERITY_WORDS.join(', ')}.`,
      );
    severities.set(id, severity);
  }
  return Object.fromEntries(severities);
}
