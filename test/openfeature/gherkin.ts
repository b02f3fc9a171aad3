/** Runs scenarios of OpenFeature's Gherkin suites with the server SDK and `AbtestProvider`. */
import type { PickleStep } from '@cucumber/messages';
import {
  AsyncLocalStorageTransactionContextPropagator,
  type Client,
  type EvaluationContext,
  type EvaluationDetails,
  type FlagEvaluationOptions,
  type FlagValue,
  type Hook,
  OpenFeature,
} from '@openfeature/server-sdk';
import { expect } from 'vitest';
import {
  courseKeyOf,
  createRuntime,
  type FlagGate,
  openStore,
  partitionKey,
  type StoreWithData,
} from '../../src/index.js';
import { AbtestProvider } from '../../src/openfeature.js';
import { courseWith } from './scene.js';

type Level = 'API' | 'Transaction' | 'Client' | 'Invocation' | 'Before Hooks';

/** Keeps the contexts that it is asked with. */
class WatchedProvider extends AbtestProvider {
  seen: EvaluationContext = {};

  override resolveStringEvaluation(key: string, value: string, context: EvaluationContext) {
    this.seen = context;
    return super.resolveStringEvaluation(key, value, context);
  }
}

/** Ids of partitions; only the names of their groups may be empty, or stand for the code's default. */
const DISABLED = 1;
const ZERO = 2;
const partition = (id: number, name: string, groups: readonly string[]) => ({
  id,
  name,
  description: '',
  version: 3,
  scheme: 'random',
  parameters: {},
  active: true,
  groups: groups.map((each, group) => ({ id: group, name: each, version: 1 })),
});
const PARTITIONS = [
  partition(DISABLED, 'string-disabled-flag', ['hi', 'bye']),
  partition(ZERO, 'string-zero-flag', ['', 'str']),
];
const SPLIT_TESTS = PARTITIONS.map(
  ({ id }) =>
    `<split_test url_name="s${id}" user_partition_id="${id}" group_id_to_child="{&quot;0&quot;: &quot;i4x://O/C/html/p${id}&quot;, &quot;1&quot;: &quot;i4x://O/C/html/q${id}&quot;}"><html url_name="p${id}"/><html url_name="q${id}"/></split_test>`,
).join('');

/** What the scenarios' own learner is called: their contexts have none. */
const LEARNER: EvaluationContext = { targetingKey: 'learner' };

export class Scenario {
  readonly #groups: ReadonlyMap<string, string>;
  #store!: StoreWithData;
  #provider!: WatchedProvider;
  #client!: Client;
  #flag = { type: 'String', key: '', fallback: '' as FlagValue };
  #details!: EvaluationDetails<FlagValue>;
  #options: FlagEvaluationOptions = {};
  #context: EvaluationContext = LEARNER;
  #levels: Level[] = [];
  readonly #contexts: Partial<Record<Level, EvaluationContext>> = {};
  readonly #hooked: [stage: string, details?: EvaluationDetails<FlagValue>][] = [];
  #goOn: () => void = () => undefined;

  /** @param groups by experiment, the only group of each */
  constructor(groups: ReadonlyMap<string, string>) {
    this.#groups = groups;
  }

  async step({ text, argument }: PickleStep): Promise<void> {
    const rows = argument?.dataTable?.rows.map(({ cells }) => cells.map(({ value }) => value)) ?? [];
    for (const [pattern, run] of this.#steps) {
      const match = pattern.exec(text);
      if (match !== null) return run(match.slice(1), rows);
    }
    throw new Error(`No step matches: ${text}`);
  }

  async end(): Promise<void> {
    this.#goOn();
    await OpenFeature.close();
    await OpenFeature.clearProviders();
    OpenFeature.clearHooks().setContext({});
    await this.#store.close();
  }

  // ---------------------------------------------------------------------------------------------------------------

  readonly #steps: readonly (readonly [
    RegExp,
    (words: string[], rows: string[][]) => Promise<void> | void,
  ])[] = [
    [/^a (stable|not ready|error) provider( with .* registered)?$/i, ([kind]) => this.#register(kind!)],
    [
      /^the provider status should be "(.*)"$/,
      ([status]) => expect(this.#client.providerStatus).toBe(status),
    ],
    [
      /^a string flag with key "(.*)" is evaluated as an integer, with details and a fallback value (\d+)$/,
      ([key, fallback]) => {
        this.#flag = { type: 'Integer', key: key!, fallback: Number(fallback) };
        return this.#evaluate();
      },
    ],
    [
      /^a (?:non-existent )?(\w+)[- ]flag with key "(.*)" (?:and a fallback value|is evaluated .*(?:default|fallback) value) "?(.*?)"?$/i,
      async ([type, key, fallback], _) => {
        this.#flag = { type: named(type!), key: key!, fallback: read(named(type!), fallback!) };
        await this.#evaluate();
      },
    ],
    [/^the flag was evaluated with details( asynchronously)?$/, () => this.#evaluate()],
    [/^the evaluation should complete without blocking$/, () => expect(this.#details).toBeDefined()],
    [
      /^the (?:resolved details value|resolved string value|default string value|default integer value) should be (?:returned|"(.*)")$/,
      ([value]) =>
        expect(this.#details.value).toEqual(
          value === undefined ? this.#flag.fallback : read(this.#flag.type, value),
        ),
    ],
    [/^the flag key should be "(.*)"$/, ([key]) => expect(this.#details.flagKey).toBe(key)],
    [/^the reason should be "(.*)"$/, ([reason]) => expect(this.#details.reason).toBe(reason)],
    [
      /^the (?:reason should indicate an error and the )?error.code should .*"(.*)"$/,
      ([code]) => {
        expect(this.#details.errorCode).toBe(code);
        expect(this.#details.reason).toBe('ERROR');
      },
    ],
    [/^the variant should be "(.*)"$/, ([variant]) => expect(this.#details.variant).toBe(variant)],
    [
      /^evaluation options containing specific hooks$/,
      () => {
        this.#options = { hooks: ['one', 'two'].map((name) => this.#watching(name)) };
      },
    ],
    [/^the flag was evaluated with details using the evaluation options$/, () => this.#evaluate()],
    [
      /^the specified hooks should execute during evaluation$/,
      () => expect(this.#hooked.filter(([stage]) => /^(before|finally) /.test(stage))).toHaveLength(4),
    ],
    [
      /^the hook order should be maintained$/,
      () => {
        const order = this.#hooked
          .map(([stage]) => stage)
          .filter((stage) => /^(before|finally) /.test(stage));
        expect(order).toEqual(['before one', 'before two', 'finally two', 'finally one']);
      },
    ],
    [
      /^an evaluation context with modifiable data$/,
      () => {
        this.#context = { ...LEARNER, list: ['a'], inner: { number: 1 } };
      },
    ],
    [
      /^the original evaluation context should remain unmodified$/,
      () => expect(this.#context).toEqual({ ...LEARNER, list: ['a'], inner: { number: 1 } }),
    ],
    [
      /^the evaluation details should be immutable$/,
      () => expect(Object.isFrozen(this.#details.flagMetadata)).toBe(true),
    ],
    [/^a client with added hook$/, () => void this.#client.addHooks(this.#watching())],
    [
      /^the "(.*)" hook should have been executed$/,
      ([stage]) => expect(this.#hooked.map(([each]) => each)).toContain(stage),
    ],
    [
      /^the "(.*)" hooks should be called with evaluation details$/,
      ([stages], rows) => this.#hookDetails(stages!, rows),
    ],
    [
      /^A context entry with key "(.*)" and value "(.*)" is added to the "(.*)" level$/,
      ([key, value, level]) => this.#add(level as Level, key!, value!),
    ],
    [
      /^A table with levels of increasing precedence$/,
      (_, rows) => {
        this.#levels = rows.map(([level]) => level as Level);
      },
    ],
    [
      /^Context entries for each level from API level down to the "(.*)" level, with key "(.*)" and value ".*"$/,
      ([last, key]) => {
        for (const level of this.#levels.slice(0, this.#levels.indexOf(last as Level) + 1))
          this.#add(level, key!, level);
      },
    ],
    [/^Some flag was evaluated$/, () => this.#evaluateWithContexts()],
    [
      /^The merged context contains an entry with key "(.*)" and value "(.*)"$/,
      ([key, value]) => expect(this.#provider.seen[key!]).toBe(value),
    ],
  ];

  async #register(kind: string): Promise<void> {
    this.#store = await openStore('memory:');
    const blocks = [...this.#groups].map(
      ([key, group]) =>
        `<abtest experiment="${key}"><group name="${group}" portion="1"><html url_name="x"/></group><default/></abtest>`,
    );
    const course = courseWith(blocks.join('') + SPLIT_TESTS, PARTITIONS);
    // Of a split_test another group takes the place of the default group while it is off.
    const off = partitionKey(DISABLED);
    const flags: FlagGate = (experiment) =>
      experiment === off ? { reason: 'flag-off', group: 'bye' } : null;
    const runtime = createRuntime({ store: this.#store, scope: courseKeyOf(course), flags });
    const ended = { scope: runtime.scope, experiment: partitionKey(ZERO), group: '0', endedAt: new Date() };
    await this.#store.end(ended);
    this.#provider = new WatchedProvider({ course, store: this.#store, runtime });
    if (kind === 'not ready') {
      const answer = this.#store.experiments.bind(this.#store);
      const opened = new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
      this.#store.experiments = () => opened.then(answer);
      OpenFeature.setProvider(this.#provider);
    } else if (kind === 'error') {
      await this.#store.close();
      await expect(OpenFeature.setProviderAndWait(this.#provider)).rejects.toThrow();
    } else await OpenFeature.setProviderAndWait(this.#provider);
    this.#client = OpenFeature.getClient();
  }

  async #evaluate(): Promise<void> {
    const { type, key, fallback } = this.#flag;
    const method = {
      String: 'getStringDetails',
      Boolean: 'getBooleanDetails',
      Integer: 'getNumberDetails',
      Float: 'getNumberDetails',
      Object: 'getObjectDetails',
    }[type] as 'getStringDetails';
    this.#details = await this.#client[method](key, fallback as string, this.#context, this.#options);
  }

  #add(level: Level, key: string, value: string): void {
    this.#contexts[level] = { ...this.#contexts[level], [key]: value };
  }

  async #evaluateWithContexts(): Promise<void> {
    const { API = {}, Transaction, Client: ofClient, Invocation, 'Before Hooks': before } = this.#contexts;
    OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());
    OpenFeature.setContext(API);
    if (ofClient !== undefined) this.#client.setContext(ofClient);
    const hooks: Hook[] = before === undefined ? [] : [{ before: () => before }];
    const evaluate = () =>
      this.#client.getStringValue('string-flag', '', { ...LEARNER, ...Invocation }, { hooks });
    await new Promise<void>((resolve, reject) =>
      OpenFeature.setTransactionContext(Transaction ?? {}, () => evaluate().then(() => resolve(), reject)),
    );
  }

  #watching(name?: string): Hook {
    const hooked = this.#hooked;
    const stage = (of: string): string => (name === undefined ? of : `${of} ${name}`);
    return {
      before: () => void hooked.push([stage('before')]),
      after: (_, details) => void hooked.push([stage('after'), details]),
      error: () => void hooked.push([stage('error')]),
      finally: (_, details) => void hooked.push([stage('finally'), details]),
    };
  }

  #hookDetails(stages: string, rows: string[][]): void {
    const [, ...entries] = rows;
    for (const stage of stages.split(', ')) {
      // A step that only names the flag evaluates it, too.
      const details = this.#hooked.findLast(([each]) => each === stage)?.[1];
      for (const [type, name, value] of entries) {
        const key = name!.replace(/_(.)/g, (_, letter: string) =>
          letter.toUpperCase(),
        ) as keyof typeof details;
        expect(details?.[key] ?? null, name).toBe(value === 'null' ? null : read(named(type!), value!));
      }
    }
  }
}

const named = (type: string): string => type[0]!.toUpperCase() + type.slice(1);

function read(type: string, text: string): FlagValue {
  if (type === 'String') return text;
  return JSON.parse(text.replaceAll('\\"', '"')) as FlagValue;
}
