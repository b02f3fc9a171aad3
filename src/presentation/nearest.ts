/** The nearest known word, for the faces: a misspelt option or group is answered with what was meant. */
export { didYouMean } from '../diagnostics/nearest.js';
