/** The front door: every public name, in four parts that can be entered by themselves. */
export * from './content.js';
export * from './conversion.js';
export * from './facts.js';
export * from './learners.js';
