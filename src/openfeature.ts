/**
 * The door for OpenFeature on servers: the experiments of a course as flags, decided in this process. Needs
 * `@openfeature/server-sdk`, which is not installed with this package. For pages: `olx-abtest/openfeature-web`.
 */

export {
  AbtestProvider,
  type AbtestProviderOptions,
  type ExposureHookOptions,
} from './openfeature/provider.js';
export { EXPOSURE_EVENT } from './openfeature/tracking.js';
