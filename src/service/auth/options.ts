/** How requests prove who asks: what the owner of the service sets. */

/** Where the public keys of tokens come from. */
export type KeySource =
  /** A JSON Web Key Set in a file, read once. */
  | { readonly jwksFile: string }
  /** One at a URL: https, or http on loopback. Fetched when needed, kept, fetched anew for an unknown key. */
  | { readonly jwksUrl: string }
  /** One public key (SPKI) or certificate in PEM, read once. */
  | { readonly publicKeyFile: string };

/** Signatures that a public key can check. Shared secrets (`HS…`) and `none` are not among them, and cannot be. */
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
  /** Who must have issued the token, and for whom: one of these each. */
  readonly issuer: string | readonly string[];
  readonly audience: string | readonly string[];
  /** Default: RS256, RS512 (Open edX's), ES256 and EdDSA. */
  readonly algorithms?: readonly Algorithm[];
  /** The claim with the learner's name. Default Open edX's `preferred_username`. */
  readonly usernameClaim?: string;
  /** The claim that is `true` for staff. Default Open edX's `administrator`. */
  readonly staffClaim?: string;
  /** Seconds by which clocks may differ. Default 5, at most 60. */
  readonly clockTolerance?: number;
  /** Cookies that may hold a token: one, or Open edX's two halves, whose names are the default. `false`: none. */
  readonly cookie?:
    | false
    | { readonly whole: string }
    | { readonly headerPayload: string; readonly signature: string };
}

export interface SessionOptions {
  /** A file with at least 32 bytes of chance, used for nothing else. Whoever has it can make sessions. */
  readonly secretFile: string;
  /** Seconds. Default four hours. */
  readonly lifetime?: number;
  /** Default `lax`. `none` is for pages on other sites that are listed in `cors.origins`. */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /** Default `olx_abtest_session`. */
  readonly cookieName?: string;
}

export interface CsrfOptions {
  /** Origins besides our own that may change things with a cookie, as `https://*.example.com`. */
  readonly trustedOrigins?: readonly string[];
  /** Default `csrftoken`, as Django's. */
  readonly cookieName?: string;
  /** A second cookie with the CSRF token, which pages of another subdomain can read. */
  readonly crossDomainCookie?: { readonly name: string; readonly domain: string };
}

export interface AuthOptions {
  readonly token: TokenOptions;
  /** Without it there are no sessions. */
  readonly session?: SessionOptions;
  readonly csrf?: CsrfOptions;
}
