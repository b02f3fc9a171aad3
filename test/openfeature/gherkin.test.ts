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

/** Those that an abtest can say: the name of none of its groups is empty, and while it is off it has its default group. */
const isPlain = (flag: Flag): boolean =>
  flag.contextEvaluator === undefined && !flag.disabled && defaultOf(flag) !== '';

/** By flag, the only group of its experiment: called as the value, or as the variant where that is what a scenario is about. */
function groupsFor(pickle: Pickle): Map<string, string> {
  const isAboutVariant = /variant should be/.test(textOf(pickle));
  const groups = new Map<string, string>();
  for (const [key, flag] of Object.entries(flags).filter(([, each]) => isPlain(each))) {
    const value = defaultOf(flag);
    groups.set(key, typeof value === 'string' && !isAboutVariant ? value : (flag.defaultVariant ?? '_'));
  }
  return groups;
}

const textOf = ({ steps }: Pickle): string => steps.map((step) => step.text).join('\n');

/** Why a scenario is not about experiments; `null` where it is run. */
function reasonOf(pickle: Pickle): string | null {
  const text = textOf(pickle);
  const keys = [...text.matchAll(/(?:flag with key|flag was evaluated with key) "([^"]*)"/g)].map(
    (match) => match[1]!,
  );
  const asked = keys.flatMap((key) => flags[key] ?? []);
  const isString = asked.every((flag) => typeof defaultOf(flag) === 'string');
  if (/a (fatal|stale) provider/.test(text))
    return 'the provider has no such state: what fails may come back';
  if (/a not ready provider/.test(text)) return null;
  if (
    !asked.every(({ contextEvaluator }) => contextEvaluator === undefined) ||
    keys.includes('context-aware')
  )
    return 'portions decide, not attributes of the context';
  // Every experiment is of another type than these that are asked for.
  if (text.includes('TYPE_MISMATCH') && !/a String-flag/.test(text)) return null;
  // About hooks and contexts: nothing is said of the value.
  if (!/resolved|should be (?:called|")/.test(text)) return null;
  if (!isString) return 'a value is the name of a group: no boolean, no number, no object of another shape';
  if (/variant should be/.test(text) && /value should be/.test(text))
    return 'variant and value are both the name of the group';
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
      const scenario = new Scenario(groupsFor(pickle));
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
          "a value is the name of a group: no boolean, no number, no object of another shape": 41,
          "evaluations always have metadata": 1,
          "portions decide, not attributes of the context": 22,
          "the provider has no such state: what fails may come back": 7,
          "variant and value are both the name of the group": 2,
          "what was decided a moment ago has the reason of the decision": 1,
        },
        "run": 58,
      }
    `);
  });
});
