/** Counts the requests of each user and address, and refuses those above the limit. */
import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-errors.js';
import type { AllLimits } from './limits.js';

/** The most users and addresses that are counted at once, in each process. */
const COUNTED = 50_000;
const STAFF = 10;
/** Of the eight parts of an IPv6 address, those of its network. */
const HALF = 4;

interface Window {
  used: number;
  /** In the time of `performance.now`. */
  readonly ends: number;
}

export interface Counter {
  /** One request of this user, or of this address. @throws HttpError 429 */
  count(request: FastifyRequest): void;
  /** One request of this address, apart from its other requests. @throws HttpError 429 */
  countPage(request: FastifyRequest): void;
  /** Work of this user that counts as so many requests, which refuses the following ones. */
  charge(request: FastifyRequest, requests: number): void;
}

export function openCounter(rate: AllLimits['rate']): Counter {
  if (rate === false) return { count: () => undefined, countPage: () => undefined, charge: () => undefined };
  const windows = new Map<string, Window>();
  const windowOf = (key: string): Window => {
    const time = performance.now();
    const open = windows.get(key);
    if (open !== undefined && time < open.ends) return open;
    const window = { used: 0, ends: time + rate.windowMs };
    // The first key is the one whose window is the oldest.
    windows.delete(key);
    windows.set(key, window);
    if (windows.size > COUNTED) windows.delete(windows.keys().next().value!);
    return window;
  };
  const take = (key: string, most: number): void => {
    const window = windowOf(key);
    window.used += 1;
    if (window.used > most) throw refusal(window);
  };
  return {
    count: (request) => take(keyOf(request), request.principal?.isStaff ? rate.max * STAFF : rate.max),
    countPage: ({ ip }) => take(`page ${addressGroup(ip)}`, rate.max),
    charge: (request, requests) => {
      windowOf(keyOf(request)).used += requests;
    },
  };
}

function keyOf({ principal, ip }: FastifyRequest): string {
  if (principal === null) return `address ${addressGroup(ip)}`;
  // A renderer with a token of staff is not stopped by what the same person does as a learner.
  return `${principal.isStaff ? 'staff' : 'person'} ${principal.username}`;
}

function refusal({ ends }: Window): HttpError {
  const seconds = Math.max(1, Math.ceil((ends - performance.now()) / 1000));
  return new HttpError(429, `Request was throttled. Expected available in ${seconds} seconds.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}

/**
 * The addresses that are counted together: an address of IPv4, also one written as IPv6; of an IPv6 address the first 64
 * bits, since one user has all the addresses of such a network.
 * @tested each form of an address, which requests from loopback do not have
 */
export function addressGroup(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped !== null) return mapped[1]!;
  // Without a zone, in the only form that URLs have; a part of `::` stands for zeros.
  const { hostname } = new URL(`http://[${ip.split('%', 1)[0]}]`);
  const [before = '', after] = hostname.slice(1, -1).split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const zeros = new Array<string>(8 - first.length - last.length).fill('0');
  const all = after === undefined ? first : [...first, ...zeros, ...last];
  return `${all.slice(0, HALF).join(':')}::/64`;
}
