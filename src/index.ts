/** The front door: every public name, in three parts that can be entered by themselves. */
export * from './content.js';
export * from './conversion.js';
export * from './learners.js';
