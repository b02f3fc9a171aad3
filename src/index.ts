/** The main door: every public name except the service's, in parts that can also be imported by themselves. */
export * from './changes.js';
export * from './content.js';
export * from './conversion.js';
export * from './editing.js';
export * from './evidence.js';
export * from './facts.js';
export * from './flags.js';
export * from './learners.js';
