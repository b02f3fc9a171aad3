/** Loopback addresses: those that only programs on this machine can reach. */

const IPV4_LOOPBACK = /^127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** The default address to listen on. */
export const LOOPBACK = '127.0.0.1';

/**
 * Tells whether a host is this machine itself: `localhost`, an address of 127.0.0.0/8, or `::1`.
 * @param host a name or an address, as in a URL or an option; IPv6 with or without brackets
 * @example
 * isLoopback('[::1]') // true
 * isLoopback('127.0.0.1.example.com') // false
 */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || name === '::1' || IPV4_LOOPBACK.test(name);
}
