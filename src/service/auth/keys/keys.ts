/** What the keys of tokens do, wherever they come from. */
import type { KeyObject } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { TokenHeader } from './key-set.js';

/** `stale`: the URL fails, and the last good keys are in use. `unavailable`: no token can be verified. */
export type KeysState = 'current' | 'stale' | 'unavailable';

export interface Keys {
  readonly state: KeysState;
  /** Changes with the keys. */
  readonly generation: number;
  /** The keys that may have signed a token, possibly none. @throws KeysUnavailable */
  candidates(header: TokenHeader): Promise<readonly KeyObject[]>;
  /** After no key verified a token: reads the keys again where they may have been replaced. Whether they were. */
  renew(): Promise<boolean>;
  /** Waits for a fetch that is under way. The reason why the last one failed, else `null`. */
  settled(): Promise<string | null>;
  /** Reads them again now. @throws AbtestError when that fails; the current ones are kept */
  reload(): Promise<void>;
}

/** @param failure `null` when the key set could be fetched again */
export type KeysReport = (failure: { readonly reason: string; readonly state: KeysState } | null) => void;

export interface KeysNeeds {
  readonly now: () => Date;
  /** Called when a key set at a URL cannot be fetched, and when it can again. */
  readonly report: KeysReport;
  /** Hours for which the keys of a URL are used after they could last be fetched. */
  readonly staleIfError: number | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The keys of tokens: their state, and `reload` for new ones. `null` without logins. */
    readonly keys: Pick<Keys, 'state' | 'settled' | 'reload'> | null;
  }
}

const CONSEQUENCE = {
  current: 'the key set cannot be fetched; the current keys are used',
  stale: 'the key set cannot be fetched; the last good keys are used',
  unavailable: 'the key set cannot be fetched; tokens are answered with 503',
};

/** Logs when the key set at a URL fails, and when it is back. */
export function keysReport(app: FastifyInstance): KeysReport {
  return (failure) => {
    if (failure === null) app.log.info('the key set can be fetched again');
    else app.log.warn({ reason: failure.reason, keys: failure.state }, CONSEQUENCE[failure.state]);
  };
}
