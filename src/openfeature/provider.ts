/** The provider for OpenFeature's server SDK: a runtime in this process decides. */
import {
  ErrorCode,
  type EvaluationContext,
  type Hook,
  type JsonValue,
  type Logger,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Course } from '../olx/course/course.js';
import { courseKeyOf, type Experiment } from '../runtime/experiments.js';
import { createRuntime, type Runtime } from '../runtime/runtime.js';
import type { Store } from '../storage/store.js';
import { type CourseFlag, CourseFlags, childKeys } from './course-flags.js';
import { evaluationOf } from './evaluation.js';
import { Recent } from './recent.js';
import { recordEvent } from './record-event.js';
import { EXPOSURE_EVENT, readEvent } from './tracking.js';

export interface AbtestProviderOptions {
  readonly course: Course;
  /** Keeps assignments, exposures and outcomes. Closing the provider does not close it. */
  readonly store: Store;
  /** How learners are decided about; default: a runtime on `store` whose scope is the course key. */
  readonly runtime?: Runtime;
  /** Receives what could not be recorded; default `console`. */
  readonly logger?: Pick<Logger, 'warn'>;
}

/** Options of `exposureHook`. */
export interface ExposureHookOptions {
  /** Where the content is shown: an exposure is recorded once for each; default: once for the flag. */
  readonly context?: string;
}

interface Failure {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
}

/**
 * A provider whose flags are the experiments of one course, by their names: the value is the name of the learner's group,
 * and for `EXPERIMENT#children` an object with the group and the usage keys of what it shows. The learner is the
 * targeting key. An evaluation assigns the learner, and records no exposure: `client.track('feature_flag.exposure', …)`
 * and `exposureHook` do. Other events with a value are stored as outcomes.
 * @example
 * await OpenFeature.setProviderAndWait(new AbtestProvider({ course, store }));
 * const client = OpenFeature.getClient();
 * console.log(await client.getStringValue('Tone of the texts', '_DEFAULT_GROUP', { targetingKey: 'ada' })); // → story
 * await OpenFeature.close();
 * @example
 * const provider = new AbtestProvider({ course, store });
 * await OpenFeature.setProviderAndWait(provider);
 * const hooks = [provider.exposureHook({ context: 'welcome page' })];
 * const asked = { targetingKey: 'ada' };
 * await OpenFeature.getClient().getStringValue('Tone of the texts', '_DEFAULT_GROUP', asked, { hooks });
 * await OpenFeature.close();
 * for await (const { group, context } of store.exposures()) console.log(group, context); // → story welcome page
 */
export class AbtestProvider implements Provider {
  readonly metadata = { name: 'olx-abtest' } as const;
  readonly runsOn = 'server';
  /** One instance may serve any number of domains: it keeps nothing by domain. */
  readonly domainScoped = false;
  readonly events = new OpenFeatureEventEmitter();
  readonly hooks: Hook[] = [];
  readonly #store: Store;
  readonly #logger: Pick<Logger, 'warn'>;
  #flags: CourseFlags;
  #runtime: Runtime;
  readonly #recent = new Recent<CourseFlag, ResolutionDetails<JsonValue>>();
  #state: 'not-ready' | 'ready' | 'failing' = 'not-ready';
  readonly #recording = new Set<Promise<void>>();

  /** @throws AbtestError `bad-argument` for options that are not known, and without a store */
  constructor(options: AbtestProviderOptions) {
    requireKnownOptions('AbtestProvider', options, {
      course: true,
      store: true,
      runtime: true,
      logger: true,
    });
    const { course, store, runtime, logger = console } = options;
    this.#store = store;
    this.#logger = logger;
    this.#runtime = runtime ?? createRuntime({ store, scope: courseKeyOf(course) });
    this.#flags = new CourseFlags(course);
  }

  /** Called by the SDK; rejects when the store does not answer. */
  async initialize(): Promise<void> {
    try {
      await this.#store.experiments();
    } catch (error) {
      const message = messageOf(error);
      this.events.emit(ProviderEvents.Error, { message });
      throw new Error(`The store does not answer: ${message}`, { cause: error });
    }
    this.#state = 'ready';
    this.events.emit(ProviderEvents.Ready);
  }

  /** Called by the SDK; resolves when everything that was tracked is recorded, or reported as lost. */
  async onClose(): Promise<void> {
    this.#state = 'not-ready';
    await Promise.all(this.#recording);
  }

  /** Replaces the course, after it was read again; clients are notified of the flags that were there before or are now. */
  update(course: Course, runtime?: Runtime): void {
    const before = this.#flags;
    this.#recent.clear();
    this.#flags = new CourseFlags(course);
    this.#runtime = runtime ?? createRuntime({ store: this.#store, scope: courseKeyOf(course) });
    const flagsChanged = [...new Set([...before.keys, ...this.#flags.keys])];
    this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged });
  }

  async resolveBooleanEvaluation(key: string, defaultValue: boolean): Promise<ResolutionDetails<boolean>> {
    return { value: defaultValue, ...this.#wrongType(key, 'a boolean') };
  }

  async resolveNumberEvaluation(key: string, defaultValue: number): Promise<ResolutionDetails<number>> {
    return { value: defaultValue, ...this.#wrongType(key, 'a number') };
  }

  async resolveStringEvaluation(
    key: string,
    defaultValue: string,
    { targetingKey }: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    const recent = this.#recently(key, 'group', targetingKey);
    if (recent !== undefined) return recent as ResolutionDetails<string>;
    return this.#evaluate(key, 'group', defaultValue, targetingKey, (group) => group);
  }

  async resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    defaultValue: T,
    { targetingKey }: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const recent = this.#recently(key, 'children', targetingKey);
    // What the flag holds; the caller chose the type.
    if (recent !== undefined) return recent as ResolutionDetails<T>;
    return this.#evaluate(
      key,
      'children',
      defaultValue,
      targetingKey,
      (group, children) => ({ group, children }) as JsonValue as T,
    );
  }

  /**
   * Called by `client.track`: records an exposure (`feature_flag.exposure` with `flagKey`, and optionally `variant` and
   * `context`) once for the learner, the experiment and the context, and every other event with a `value` as an outcome.
   * Returns at once; `onClose` waits for what is being recorded.
   */
  track(name: string, context: EvaluationContext = {}, details: TrackingEventDetails = {}): void {
    const { targetingKey } = context;
    const experimentOf = (key: string): Experiment => {
      const found = this.#found(key);
      if ('errorCode' in found) throw new AbtestError('bad-argument', found.errorMessage);
      return found.experiment;
    };
    const into = { store: this.#store, runtime: this.#runtime, experimentOf };
    const recorded = recordEvent(readEvent(name, details), targetingKey, into)
      .catch((error: unknown) =>
        this.#logger.warn(`olx-abtest: "${name}" was not recorded: ${messageOf(error)}`),
      )
      .finally(() => this.#recording.delete(recorded));
    this.#recording.add(recorded);
  }

  /**
   * A hook for one call: after a successful evaluation it records the exposure.
   */
  exposureHook({ context }: ExposureHookOptions = {}): Hook {
    return {
      after: (hooked, { flagKey, reason, variant }) => {
        if (variant === undefined || (reason !== 'SPLIT' && reason !== 'TARGETING_MATCH')) return;
        this.track(EXPOSURE_EVENT, hooked.context, {
          flagKey,
          variant,
          ...(context !== undefined && { context }),
        });
      },
    };
  }

  // ---------------------------------------------------------------------------------------------------------------

  #recently(key: string, kind: CourseFlag['kind'], learner: string | undefined) {
    const flag = this.#flags.find(key);
    if (learner === undefined || flag?.kind !== kind || this.#state !== 'ready') return undefined;
    return this.#recent.get(flag, learner);
  }

  async #evaluate<T extends JsonValue>(
    key: string,
    kind: 'group' | 'children',
    defaultValue: T,
    given: string | undefined,
    toValue: (group: string, children: string[]) => T,
  ): Promise<ResolutionDetails<T>> {
    const flag = this.#found(key);
    if ('errorCode' in flag) return { value: defaultValue, ...flag };
    if (flag.kind !== kind)
      return { value: defaultValue, ...this.#wrongType(key, kind === 'group' ? 'a string' : 'an object') };
    const learner = learnerOf(given);
    if (typeof learner !== 'string') return { value: defaultValue, ...learner };
    const flags = this.#flags;
    const runtime = this.#runtime;
    try {
      const decision = await runtime.assign(flag.experiment.block, learner);
      this.#answered();
      const { id, version } = flags;
      const set = { id, version, scope: runtime.scope };
      const { group, reason, metadata } = evaluationOf(decision, flag.experiment.name, set)!;
      const children = kind === 'children' ? await childKeys(flags, flag.experiment, runtime, learner) : [];
      const details = { value: toValue(group, children), variant: group, reason, flagMetadata: metadata };
      // Other decisions depend on more than the store.
      if (decision.assignment !== null && flags === this.#flags)
        this.#recent.set(flag, learner, Object.freeze(details));
      return details;
    } catch (error) {
      return { value: defaultValue, ...this.#failed(error) };
    }
  }

  #found(key: string): Exclude<CourseFlag, { kind: 'broken' }> | Failure {
    if (this.#state === 'not-ready')
      return failure(ErrorCode.PROVIDER_NOT_READY, 'The provider is not initialized, or was closed');
    const flag = this.#flags.find(key);
    if (flag === undefined) return failure(ErrorCode.FLAG_NOT_FOUND, `The course has no experiment "${key}"`);
    if (flag.kind !== 'broken') return flag;
    const { kind, place } = flag.block.block;
    const message = `${place.file}:${place.start.line}: this ${kind} cannot assign learners`;
    return failure(ErrorCode.GENERAL, message);
  }

  #wrongType(key: string, asked: string): Failure {
    const found = this.#found(key);
    if ('errorCode' in found) return found;
    const is = found.kind === 'group' ? 'the name of a group, a string' : 'an object';
    return failure(ErrorCode.TYPE_MISMATCH, `The value of "${key}" is ${is}, and ${asked} was asked for`);
  }

  #failed(error: unknown): Failure {
    if (!(error instanceof AbtestError)) throw error;
    const { code, message } = error;
    if (code === 'bad-argument' || code === 'learner-missing')
      return failure(ErrorCode.INVALID_CONTEXT, message);
    if (this.#state === 'ready') {
      this.#state = 'failing';
      this.events.emit(ProviderEvents.Error, { message });
    }
    return failure(ErrorCode.GENERAL, message);
  }

  #answered(): void {
    if (this.#state !== 'failing') return;
    this.#state = 'ready';
    this.events.emit(ProviderEvents.Ready);
  }
}

/** Programs without types pass on what a targeting key cannot be. */
function learnerOf(given: unknown): string | Failure {
  if (given === undefined || given === null || given === '')
    return failure(
      ErrorCode.TARGETING_KEY_MISSING,
      'The context has no targetingKey, which names the learner',
    );
  return typeof given === 'string'
    ? given
    : failure(ErrorCode.INVALID_CONTEXT, 'The targetingKey is not a string');
}

function failure(errorCode: ErrorCode, errorMessage: string): Failure {
  return { errorCode, errorMessage };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
