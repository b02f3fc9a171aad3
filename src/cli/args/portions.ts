/** Groups as options have them: `NAME=PORTION`, the default group taking the rest. */
import type { Candidate, Choice } from '../../index.js';
import { UsageError } from '../process/cli-errors.js';

/** @throws UsageError when a portion is no number from 0 to 1, or together they are more than 1 */
export async function readGroups(texts: readonly string[]): Promise<Choice> {
  const { DEFAULT_GROUP, prepare, readPortion, restOf } = await import('../../index.js');
  const names = new Set<string>([DEFAULT_GROUP]);
  const groups = texts.map((text) => {
    const at = text.lastIndexOf('=');
    if (at < 1)
      throw new UsageError(`--group "${text}" is not NAME=PORTION`, 'Write --group story=0.3, for example.');
    const name = text.slice(0, at);
    const portion = readPortion(text.slice(at + 1));
    if (names.has(name)) throw new UsageError(`There are two groups "${name}"`);
    if (portion.exact === null || portion.exact.numerator < 0n)
      throw new UsageError(`The portion of "${name}" is not a number from 0 to 1: "${portion.text}"`);
    names.add(name);
    return { name, portion, share: portion.exact };
  });
  const rest = restOf(groups.map(({ portion }) => portion))!;
  if (rest.numerator < 0n) throw new UsageError('The portions are more than 1 together');
  const others: Candidate[] = rest.numerator === 0n ? [] : [{ name: DEFAULT_GROUP, share: rest }];
  return prepare([...groups.map(({ name, share }) => ({ name, share })), ...others]);
}
