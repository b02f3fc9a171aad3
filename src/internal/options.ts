/** The check of options for typos, which the service makes like the doors do. Not public. */

export { type OptionNames, requireKnownOptions } from '../diagnostics/options.js';
