/** The options for authentication, set by the operator of the service. */

/** Where the public keys of tokens come from. */
export type KeySource =
  /** A JSON Web Key Set in a file, read once. */
  | { readonly jwksFile: string }
  /** A JSON Web Key Set at a URL: https, or http on loopback. Fetched when needed, cached, fetched again for an unknown key. */
  | { readonly jwksUrl: string }
  /** One public key (SPKI) or certificate in PEM, read once. */
  | { readonly publicKeyFile: string };

/** The accepted signature algorithms, all of them asymmetric. Shared secrets (`HS…`) and `none` are never accepted. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface TokenOptions {
  readonly keys: KeySource;
  /** The accepted issuers and audiences: a token must match one of each. */
  readonly issuer: string | readonly string[];
  readonly audience: string | readonly string[];
  /** Default: RS256, RS512 (Open edX's), ES256 and EdDSA. */
  readonly algorithms?: readonly Algorithm[];
  /** The claim with the learner's name. Default Open edX's `preferred_username`. */
  readonly usernameClaim?: string;
  /** The claim that is `true` for staff. Default Open edX's `administrator`. */
  readonly staffClaim?: string;
  /** The tolerated clock difference in seconds. Default 5, at most 60. */
  readonly clockTolerance?: number;
  /** Cookies that may contain a token: one, or Open edX's two halves (the default names). `false` for none. */
  readonly cookie?:
    | false
    | { readonly whole: string }
    | { readonly headerPayload: string; readonly signature: string };
}

export interface SessionOptions {
  /** File with at least 32 random bytes, used for nothing else; anyone who can read it can forge sessions. */
  readonly secretFile: string;
  /** Seconds. Default four hours. */
  readonly lifetime?: number;
  /** Default `lax`. `none` is for pages on other sites that are listed in `cors.origins`. */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /** Default `olx_abtest_session`. */
  readonly cookieName?: string;
}

export interface CsrfOptions {
  /** Other origins that may send writing requests with a cookie, such as `https://*.example.com`. */
  readonly trustedOrigins?: readonly string[];
  /** Default `csrftoken`, as in Django. */
  readonly cookieName?: string;
  /** A second cookie with the CSRF token, readable by pages of another subdomain. */
  readonly crossDomainCookie?: { readonly name: string; readonly domain: string };
}

export interface AuthOptions {
  readonly token: TokenOptions;
  /** Without it there are no sessions. */
  readonly session?: SessionOptions;
  readonly csrf?: CsrfOptions;
}
