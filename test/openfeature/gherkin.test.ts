/**
 * OpenFeature's Gherkin suites with our provider. A flag of theirs becomes an experiment whose only group is called as its
 * value; scenarios that groups cannot say are listed with the reason.
 */
import { existsSync, readFileSync } from 'node:fs';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Pickle } from '@cucumber/messages';
import { describe, expect, test } from 'vitest';
import { Scenario } from './gherkin.js';

const folder = new URL('../../../shared/openfeature', import.meta.url).pathname;
const SUITES = ['evaluation', 'evaluation_v2', 'contextMerging', 'hooks', 'metadata'];
const isThere = existsSync(folder);
if (!isThere) console.warn(`NOT RUN: the Gherkin suites of OpenFeature, since ${folder} is not there`);

interface Flag {
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defaultVariant?: string | null;
  readonly contextEvaluator?: string;
  readonly disabled?: boolean;
}

const flags: Readonly<Record<string, Flag>> = isThere
  ? JSON.parse(readFileSync(`${folder}/test-flags.json`, 'utf8'))
  : {};
const defaultOf = ({ variants, defaultVariant }: Flag): unknown => variants[defaultVariant ?? ''];

const groups = new Map<string, string>();
for (const [key, flag] of Object.entries(flags)) {
  const value = defaultOf(flag);
  if (typeof value === 'string' && value !== '') groups.set(key, value);
}

/** Why a scenario is not about experiments; `null` where it is run. */
function reasonOf({ steps }: Pickle): string | null {
  const text = steps.map((step) => step.text).join('\n');
  const keys = [...text.matchAll(/(?:flag with key|flag was evaluated with key) "([^"]*)"/g)].map(
    (match) => match[1]!,
  );
  const asked = keys.flatMap((key) => flags[key] ?? []);
  if (/a (fatal|stale) provider/.test(text))
    return 'the provider has no such state: what fails may come back';
  if (/a not ready provider/.test(text)) return null;
  if (asked.some((flag) => flag.contextEvaluator !== undefined) || keys.includes('context-aware'))
    return 'portions decide, not attributes of the context';
  if (asked.some((flag) => flag.disabled === true))
    return 'an experiment that is off has the value of its default group, not that of the code';
  if (asked.some((flag) => typeof defaultOf(flag) !== 'string'))
    return 'a value is the name of a group: no boolean, no number, no object of another shape';
  if (asked.some((flag) => defaultOf(flag) === '')) return 'no group has an empty name';
  if (/variant should be/.test(text)) return 'variant and value are both the name of the group';
  if (text.includes('"CACHED"')) return 'what was decided a moment ago has the reason of the decision';
  if (text.includes('metadata is empty')) return 'evaluations always have metadata';
  return null;
}

function picklesOf(suite: string): readonly Pickle[] {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  const document = parser.parse(readFileSync(`${folder}/${suite}.feature`, 'utf8'));
  return compile(document, suite, newId);
}

describe.skipIf(!isThere)('scenarios of OpenFeature', () => {
  const all = isThere ? SUITES.flatMap((suite) => picklesOf(suite).map((pickle) => ({ suite, pickle }))) : [];
  const run = all.filter(({ pickle }) => reasonOf(pickle) === null);

  test.each(run.map(({ suite, pickle }, index) => ({ index, suite, name: pickle.name, pickle })))(
    '$suite: $name ($index)',
    async ({ pickle }) => {
      const scenario = new Scenario(groups);
      for (const step of pickle.steps) await scenario.step(step);
      await scenario.end();
    },
  );

  test('those that groups cannot say, by the reason', () => {
    const left: Record<string, number> = {};
    for (const { pickle } of all) {
      const reason = reasonOf(pickle);
      if (reason !== null) left[reason] = (left[reason] ?? 0) + 1;
    }
    expect({ run: run.length, left }).toMatchInlineSnapshot(`
      {
        "left": {
          "a value is the name of a group: no boolean, no number, no object of another shape": 42,
          "an experiment that is off has the value of its default group, not that of the code": 5,
          "evaluations always have metadata": 1,
          "no group has an empty name": 1,
          "portions decide, not attributes of the context": 22,
          "the provider has no such state: what fails may come back": 7,
          "variant and value are both the name of the group": 3,
          "what was decided a moment ago has the reason of the decision": 1,
        },
        "run": 50,
      }
    `);
  });
});
