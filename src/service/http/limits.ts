/** The limits of the service: sizes, times and numbers of requests. */
import type { DataQuota } from '../../index.js';

export interface RateLimits {
  /** Bytes. Default 1 MiB. */
  readonly body?: number;
  /** Milliseconds for a whole request to arrive. Default 30 s. */
  readonly request?: number;
  /** Milliseconds for the headers of a request to arrive. Default 10 s. */
  readonly headers?: number;
  /** Milliseconds that an idle connection is kept. Default 72 s, longer than the common load balancers' minute. */
  readonly keepAlive?: number;
  /** Milliseconds during which open connections may still send requests after the port was closed. Default 500. */
  readonly linger?: number;
  /** Milliseconds until a request without a response gets 503. Default 60 s. */
  readonly answer?: number;
  /** Milliseconds to validate a text, after which it is refused. Default 10 s. */
  readonly validation?: number;
  /** Concurrent connections. At the bound idle ones are closed, and further ones at once. Default: only the system's limit. */
  readonly connections?: number;
  /**
   * Requests per user, or per address for anonymous requests; ten times as many for staff, whose programs query many
   * learners. Default 6,000 a minute.
   */
  readonly rate?: false | { readonly max: number; readonly windowMs: number };
  /** Rows of one bulk upsert, up to 10,000. Default 1,000. */
  readonly bulkRows?: number;
  /** The most experiment data that a user who is not staff may have. Default: no limit, as in Open edX. */
  readonly quota?: DataQuota;
}

export const DEFAULT_LIMITS: Required<Omit<RateLimits, 'connections' | 'quota'>> &
  Pick<RateLimits, 'connections' | 'quota'> = {
  body: 2 ** 20,
  request: 30_000,
  headers: 10_000,
  keepAlive: 72_000,
  linger: 500,
  answer: 60_000,
  validation: 10_000,
  rate: { max: 6_000, windowMs: 60_000 },
  bulkRows: 1_000,
};

export type AllLimits = typeof DEFAULT_LIMITS;
