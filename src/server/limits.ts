/** How much and how long: sizes, times and numbers of requests that the service puts up with. */

export interface Limits {
  /** Bytes. Default 1 MiB. */
  readonly body?: number;
  /** Milliseconds for a whole request to arrive. Default 30 s. */
  readonly request?: number;
  /** Milliseconds for the headers of a request to arrive. Default 10 s. */
  readonly headers?: number;
  /** Milliseconds that an idle connection is kept. Default 72 s, longer than the common load balancers' minute. */
  readonly keepAlive?: number;
  /** Milliseconds within which a request is answered, else 503. Default 30 s. */
  readonly answer?: number;
  /** Connections at a time; more are closed at once. Default no limit but the system's. */
  readonly connections?: number;
  /** Requests of one person, or of one address of nobody in particular. Default 6,000 a minute. */
  readonly rate?: false | { readonly max: number; readonly windowMs: number };
  /** Rows of one bulk upsert. Default 1,000. */
  readonly bulkRows?: number;
}

export const DEFAULT_LIMITS: Required<Omit<Limits, 'connections'>> = {
  body: 2 ** 20,
  request: 30_000,
  headers: 10_000,
  keepAlive: 72_000,
  answer: 30_000,
  rate: { max: 6_000, windowMs: 60_000 },
  bulkRows: 1_000,
};
