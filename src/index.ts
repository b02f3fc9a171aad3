/** The front door: every public name, in five parts that can be entered by themselves. */
export * from './content.js';
export * from './conversion.js';
export * from './editing.js';
export * from './facts.js';
export * from './learners.js';
