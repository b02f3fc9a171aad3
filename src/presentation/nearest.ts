/** The nearest known word, for the faces: a misspelt option or group gets the intended one as a suggestion. */
export { didYouMean } from '../diagnostics/nearest.js';
