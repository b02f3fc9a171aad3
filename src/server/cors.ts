/** Which pages of other origins may read answers, and which may send cookies along. */

export interface CorsOptions {
  /** With their scheme, as `https://learning.example.com`. Only these may send cookies. */
  readonly origins: readonly string[];
  /** Any page may read what needs no cookie, and any https page counts as listed for CSRF (the token is still asked for). */
  readonly allowAllOrigins?: boolean;
  /** For development: requests and pages without https count as listed for CSRF. */
  readonly allowInsecure?: boolean;
}
