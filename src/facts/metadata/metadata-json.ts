/** User metadata and the answers beside it as Open edX prints them: Python's JSON with an indent of two. */
import { pythonString } from '../../olx/policy/print-python-json.js';
import type { UserMetadata } from './user-metadata.js';

const INDENT = '  ';

/**
 * Byte for byte as Open edX's `JsonResponse`: keys in order, everything but ASCII escaped, the duration as a float.
 * @example
 * const { user_metadata } = getExperimentUserMetadataContext({ course: demo, standing }, learner, situation);
 * console.log(metadataJson(user_metadata).split('\n')[1].trim()); // → "username": "ada",
 */
export function metadataJson(metadata: UserMetadata): string {
  const entries = Object.entries(metadata).map(([key, value]): [string, string] => [
    key,
    key === 'course_duration' && typeof value === 'number' ? pythonFloat(value) : indentedJson(value, INDENT),
  ]);
  return block('{', entries.map(named), '}', '');
}

/** Python's `json.dumps(value, indent=2)`; entries keep their order. Numbers are printed as whole ones are. */
export function indentedJson(value: unknown, margin = ''): string {
  if (typeof value === 'string') return pythonString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = margin + INDENT;
  if (Array.isArray(value)) {
    return block(
      '[',
      value.map((each) => indentedJson(each, deeper)),
      ']',
      margin,
    );
  }
  const entries = value instanceof Map ? [...(value as Map<string, unknown>)] : Object.entries(value);
  const shown = entries.map(([key, each]) => named([key, indentedJson(each, deeper)]));
  return block('{', shown, '}', margin);
}

function named([key, text]: readonly [string, string]): string {
  return `${pythonString(key)}: ${text}`;
}

function block(open: string, entries: readonly string[], close: string, margin: string): string {
  if (entries.length === 0) return open + close;
  const line = `\n${margin}${INDENT}`;
  return `${open}${line}${entries.join(`,${line}`)}\n${margin}${close}`;
}

/** Python prints a whole float with a zero after the point. */
function pythonFloat(number: number): string {
  return Number.isInteger(number) ? `${number}.0` : String(number);
}
