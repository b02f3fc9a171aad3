/** The version of this package: bundles of it are run where its package.json is not. */
export const VERSION = '0.1.0';
