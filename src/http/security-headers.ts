/** The security headers of responses, computed once: they are the same for all requests to a server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

/** Headers for old browsers and plug-ins, and those that each server sets itself. */
const UNSET = {
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const;

type SecurityOptions = Pick<
  HelmetOptions,
  | 'crossOriginOpenerPolicy'
  | 'crossOriginResourcePolicy'
  | 'referrerPolicy'
  | 'strictTransportSecurity'
  | 'xDnsPrefetchControl'
  | 'xFrameOptions'
>;

/**
 * Headers by lower-case name: the policy, `nosniff`, `no-store`, and what `options` add.
 * @param policy the value of Content-Security-Policy
 */
export function securityHeaders(policy: string, options: SecurityOptions): Record<string, string> {
  const headers: Record<string, string> = {
    'content-security-policy': policy,
    'cache-control': 'no-store',
  };
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader() {},
  };
  const set = helmet({ ...UNSET, ...options });
  set({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw error;
  });
  return headers;
}
