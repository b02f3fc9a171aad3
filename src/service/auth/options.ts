/** The options for authentication, set by the operator of the service. */

/** Where the keys of tokens come from. Files are read at the start, and again by `keys.reload` of the service. */
export type TokenKeySource =
  /** A JSON Web Key Set in a file. */
  | { readonly jwksFile: string }
  /** A JSON Web Key Set at a URL: https, or http on loopback. Fetched at the start, cached, fetched again for an unknown key. */
  | { readonly jwksUrl: string }
  /** One public key (SPKI) or certificate in PEM. */
  | { readonly publicKeyFile: string }
  /**
   * The secret with which the LMS signs (`JWT_SECRET_KEY`), in a file of this user only: HS256 and HS512 are accepted, and
   * nothing else. Whoever can verify such tokens can forge them: prefer public keys.
   */
  | { readonly secretFile: string };

/** The signature algorithms of public keys. `none` is never accepted, shared secrets (`HS…`) only with `secretFile`. */
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
export type TokenAlgorithm = (typeof ALGORITHMS)[number];

export interface TokenOptions {
  readonly keys: TokenKeySource;
  /** Hours for which the keys of a URL are used after it could last be fetched. Default 24. */
  readonly staleIfError?: number;
  /** The accepted issuers and audiences: a token must match one of each. */
  readonly issuer: string | readonly string[];
  readonly audience: string | readonly string[];
  /** Of public keys. Default: RS256, RS512 (Open edX's), ES256 and EdDSA. */
  readonly algorithms?: readonly TokenAlgorithm[];
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
  /** Default `olx_abtest_session`. */
  readonly cookieName?: string;
}

/** What all cookies that the service sets have in common. */
export interface CookieOptions {
  /** Default `lax`. `none` is for pages on other sites that are listed in `cors.origins`. */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /** The domain whose hosts receive the cookies, such as `.example.com`. Default: this host only. */
  readonly domain?: string;
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
  readonly cookies?: CookieOptions;
}
