/** What every face shares about the program: its version, the nearest known word for a misspelt one, and the editors of its links. */
export { didYouMean } from '../diagnostics/nearest.js';

/** The version of this package: bundles of it are run where its package.json is not. */
export const VERSION = '0.1.0';

/** The editors that register a scheme for links. */
export const EDITORS = ['vscode', 'vscodium', 'idea'] as const;
export type Editor = (typeof EDITORS)[number];
