/** Groups as options: `NAME=PORTION`, with the remainder for the default group. */
import type { GroupCandidate, GroupChoice } from '../../index.js';
import { UsageError } from '../process/cli-errors.js';

/** @throws UsageError when a portion is not a number from 0 to 1, or the sum is more than 1 */
export async function readGroups(texts: readonly string[]): Promise<GroupChoice> {
  const { DEFAULT_GROUP, prepareGroupChoice, readPortion, remainingPortion } = await import('../../index.js');
  const names = new Set<string>([DEFAULT_GROUP]);
  const groups = texts.map((text) => {
    const at = text.lastIndexOf('=');
    if (at < 1)
      throw new UsageError(`--group "${text}" is not NAME=PORTION`, 'Write --group story=0.3, for example.');
    const name = text.slice(0, at);
    const portion = readPortion(text.slice(at + 1));
    if (names.has(name)) throw new UsageError(`The group "${name}" occurs twice`);
    if (portion.exact === null || portion.exact.numerator < 0n)
      throw new UsageError(`The portion of "${name}" is not a number from 0 to 1: "${portion.text}"`);
    names.add(name);
    return { name, portion, share: portion.exact };
  });
  const rest = remainingPortion(groups.map(({ portion }) => portion))!;
  if (rest.numerator < 0n) throw new UsageError('The portions add up to more than 1');
  const others: GroupCandidate[] = rest.numerator === 0n ? [] : [{ name: DEFAULT_GROUP, share: rest }];
  return prepareGroupChoice([...groups.map(({ name, share }) => ({ name, share })), ...others]);
}
