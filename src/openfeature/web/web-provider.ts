/** The provider for OpenFeature's web SDK: the groups of one learner in one request to the service. */
import { OFREPWebProvider, type OFREPWebProviderOptions } from '@openfeature/ofrep-web-provider';
import {
  ErrorCode,
  type EvaluationContext,
  type Hook,
  type JsonValue,
  type Logger,
  ProviderEvents,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/web-sdk';
import { EXPOSURE_EVENT, readEvent, type TrackedEvent } from '../tracking.js';
import { EventSender } from './event-sender.js';

/** The options of `OFREPWebProvider`, with other defaults. */
export interface AbtestWebProviderOptions extends Omit<OFREPWebProviderOptions, 'baseUrl' | 'cacheMode'> {
  /** The address of a course: `https://host/api/abtest/v1/courses/course-v1:ORG+COURSE+RUN`. */
  readonly baseUrl: string;
  /**
   * `network-first` (the default): while the service is away, the groups of the last visit. `disabled`: nothing is kept in
   * the browser. Groups of the last visit are never shown before the service was asked: it might give others.
   */
  readonly cacheMode?: 'network-first' | 'disabled';
}

/** Options of `exposureHook` in a page. */
export interface WebExposureHookOptions {
  /** Where the content is shown: an exposure is recorded once for each; default: once for the flag. */
  readonly context?: string;
}

/** Groups do not change while a page is open: no refresh when it becomes visible, no polling, unless options say so. */
const DEFAULTS: Partial<OFREPWebProviderOptions> = {
  cacheMode: 'network-first',
  changeDetection: 'none',
  disableVisibilityRefresh: true,
  // Without the token, which changes more often than the learner.
  cacheKeyGenerator: ({ url, domain, targetingKey }) =>
    JSON.stringify([url, domain ?? '', targetingKey ?? '']),
};

/**
 * A provider for pages whose flags are the experiments of one course. All groups of the learner, who is the targeting key,
 * come with one request, which stores nothing. `client.track` records exposures and outcomes, as `AbtestProvider` does.
 */
export class AbtestWebProvider extends OFREPWebProvider {
  override readonly metadata = { name: 'olx-abtest web' };
  override readonly hooks: Hook[] = [];
  readonly #sender: EventSender;
  readonly #logger: Pick<Logger, 'warn'>;
  /** The learner whose groups are there; `undefined` before the service answered. */
  #learner: string | undefined;
  /** The learner who was asked for last. */
  #asked: string | undefined;
  /** Answers of the service: the provider that this extends does not tell whether it got one. */
  #answers = 0;
  /** What was sent, so that a page that is drawn again sends nothing: the service would record it once anyway. */
  readonly #sent = new Set<string>();

  constructor(options: AbtestWebProviderOptions, logger?: Logger) {
    const send: typeof fetch = options.fetchImplementation ?? ((...args) => globalThis.fetch(...args));
    const counted: typeof fetch = async (...args) => {
      const answer = await send(...args);
      if (answer.ok || answer.status === 304) this.#answers += 1;
      return answer;
    };
    super({ ...DEFAULTS, ...options, fetchImplementation: counted }, logger);
    this.#logger = logger ?? console;
    this.#sender = new EventSender({ ...options, fetchImplementation: send }, (message) =>
      this.#logger.warn(`olx-abtest: ${message}`),
    );
    // A refresh, where options ask for one.
    this.events.addHandler(ProviderEvents.ConfigurationChanged, () => {
      this.#learner = this.#asked;
    });
  }

  /** Called by the SDK; rejects when the service does not answer and nothing is kept from the last visit. */
  override async initialize(context?: EvaluationContext, domain?: string): Promise<void> {
    this.#learner = undefined;
    this.#asked = context?.targetingKey;
    try {
      await super.initialize(context, domain);
    } catch (error) {
      const { code: errorCode, message } = error as { code?: ErrorCode; message?: string };
      this.events.emit(ProviderEvents.Error, {
        message: message ?? String(error),
        ...(errorCode && { errorCode }),
      });
      throw error;
    }
    this.#learner = this.#asked;
    this.events.emit(ProviderEvents.Ready);
  }

  /** Called by the SDK; rejects when there are no groups for the new context, and none of the old one are given then. */
  override async onContextChange(before: EvaluationContext, after: EvaluationContext): Promise<void> {
    const isOther = before.targetingKey !== after.targetingKey;
    this.#asked = after.targetingKey;
    if (isOther) this.#learner = undefined;
    this.#emit(ProviderEvents.Reconciling);
    const answers = this.#answers;
    const messages: string[] = [];
    const note = (details?: { readonly message?: string }): void =>
      void messages.push(details?.message ?? '');
    this.events.addHandler(ProviderEvents.Error, note);
    try {
      await super.onContextChange(before, after);
    } finally {
      this.events.removeHandler(ProviderEvents.Error, note);
    }
    if (messages.length === 0 && this.#answers > answers) {
      if (this.#asked === after.targetingKey) this.#learner = after.targetingKey;
      this.#emit(ProviderEvents.ContextChanged);
      return;
    }
    const message = messages[0] ?? 'The service asked to wait before the next request';
    if (messages.length === 0) this.events.emit(ProviderEvents.Error, { message });
    throw new Error(message);
  }

  /** Called by the SDK; resolves when everything that was tracked was sent, or reported as lost. */
  override async onClose(): Promise<void> {
    this.#learner = undefined;
    this.#asked = undefined;
    await super.onClose?.();
    await this.#sender.close();
  }

  override resolveBooleanEvaluation(key: string, value: boolean, context: EvaluationContext) {
    return this.#ofLearner(value, context) ?? super.resolveBooleanEvaluation(key, value, context);
  }

  override resolveStringEvaluation(key: string, value: string, context: EvaluationContext) {
    return this.#ofLearner(value, context) ?? super.resolveStringEvaluation(key, value, context);
  }

  override resolveNumberEvaluation(key: string, value: number, context: EvaluationContext) {
    return this.#ofLearner(value, context) ?? super.resolveNumberEvaluation(key, value, context);
  }

  override resolveObjectEvaluation<T extends JsonValue>(key: string, value: T, context: EvaluationContext) {
    return this.#ofLearner(value, context) ?? super.resolveObjectEvaluation(key, value, context);
  }

  /**
   * Called by `client.track`: records an exposure (`feature_flag.exposure` with `flagKey`, and optionally `variant` and
   * `context`) once for the learner, the experiment and the context, and every other event with a `value` as an outcome.
   * Requests go on when the page is left. An exposure is sent again while the service is away; an outcome only where the
   * service answered that it recorded nothing.
   */
  track(name: string, context: EvaluationContext = {}, details: TrackingEventDetails = {}): void {
    const event = readEvent(name, details);
    const { targetingKey } = context;
    if (event.kind === 'unknown') this.#logger.warn(`olx-abtest: ${event.message}`);
    else if (targetingKey === undefined || targetingKey === '')
      this.#logger.warn(`olx-abtest: "${name}" was not sent: the context has no targetingKey`);
    else if (event.kind === 'exposure') this.#expose(event, targetingKey);
    else {
      const body = { learner: targetingKey, name, value: event.value };
      this.#sender.send({ method: 'POST', path: '/outcomes', body, idempotent: false });
    }
  }

  /** A hook for one call: after a successful evaluation it records the exposure. */
  exposureHook({ context }: WebExposureHookOptions = {}): Hook {
    return {
      after: (hooked, { flagKey, reason, variant }) => {
        if (variant === undefined || !['SPLIT', 'TARGETING_MATCH', 'CACHED'].includes(reason ?? '')) return;
        this.track(EXPOSURE_EVENT, hooked.context, {
          flagKey,
          variant,
          ...(context !== undefined && { context }),
        });
      },
    };
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** The specification wants these events of providers; the types of this SDK are older. */
  #emit(event: ProviderEvents.ContextChanged | ProviderEvents.Reconciling): void {
    const { events } = this as { readonly events: { emit(event: ProviderEvents): void } };
    events.emit(event);
  }

  /** An error unless the groups are those of this learner: they may be on the way, or of the learner before. */
  #ofLearner<T>(value: T, { targetingKey }: EvaluationContext): ResolutionDetails<T> | null {
    if (this.#learner !== undefined && this.#learner === targetingKey) return null;
    const errorMessage = 'The groups of this learner are not there';
    return { value, reason: 'ERROR', errorCode: ErrorCode.PROVIDER_NOT_READY, errorMessage };
  }

  #expose({ flagKey, variant, context }: TrackedEvent & { kind: 'exposure' }, learner: string): void {
    const flag = this.#learner === learner ? this.flagCache[flagKey] : undefined;
    const has = flag !== undefined && 'variant' in flag ? flag.variant : undefined;
    if (has === undefined || (variant !== null && has !== variant)) {
      const why = has === undefined ? 'has no group' : `has the group "${has}"`;
      this.#logger.warn(`olx-abtest: no exposure of "${flagKey}": the learner ${why}`);
      return;
    }
    const isChildren = 'value' in flag! && typeof flag.value === 'object';
    const experiment = isChildren ? flagKey.replace(/#children$/, '') : flagKey;
    const sent = JSON.stringify([learner, experiment, context]);
    if (this.#sent.has(sent)) return;
    this.#sent.add(sent);
    const path = `/experiments/${encodeURIComponent(experiment)}/exposures/${encodeURIComponent(learner)}`;
    this.#sender.send({ method: 'PUT', path, body: { context, group: has }, idempotent: true });
  }
}
