/** The front door: every public name, in six parts that can be entered by themselves. */
export * from './changes.js';
export * from './content.js';
export * from './conversion.js';
export * from './editing.js';
export * from './facts.js';
export * from './learners.js';
