/**
 * The door for OpenFeature in pages: the experiments of a course as flags, asked of the service. Needs
 * `@openfeature/web-sdk` and `@openfeature/ofrep-web-provider`, which are not installed with this package.
 */

export { EXPOSURE_EVENT } from './openfeature/tracking.js';
export {
  AbtestWebProvider,
  type AbtestWebProviderOptions,
  type WebExposureHookOptions,
} from './openfeature/web/web-provider.js';
