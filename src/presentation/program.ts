/** What every face shares about the program: its version, and the nearest known word for a misspelt one. */
export { didYouMean } from '../diagnostics/nearest.js';

/** The version of this package: bundles of it are run where its package.json is not. */
export const VERSION = '0.1.0';
