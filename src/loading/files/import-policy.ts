/** The policy as the import reads it: whatever cannot be read counts as empty, and is silent. */

import { isDict, type PyValue, parsePythonJson } from '../../olx/policy/parse-python-json.js';
import { keyOf } from '../blocks/keys.js';
import type { CourseTexts } from './course-texts.js';

export interface ImportPolicy {
  /** Where it was read from; `null` where there is none. */
  readonly path: string | null;
  readonly value: PyValue;
  /** Files that are there and give nothing. */
  readonly ignored: readonly string[];
}

/** `policies/<run>/policy.json`, and where that is missing, empty or broken, `policies/<run>.json`. */
export function importPolicy(texts: CourseTexts, run: string): ImportPolicy {
  const ignored: string[] = [];
  for (const path of [`policies/${run}/policy.json`, `policies/${run}.json`]) {
    if (!texts.has(path)) continue;
    const text = texts.text(path);
    const value = text === undefined ? undefined : parsePythonJson(text);
    if (value === undefined) ignored.push(path);
    else if (!isDict(value) || value.size > 0) return { path, value, ignored };
  }
  return { path: null, value: new Map(), ignored };
}

/** The entry of a block; `undefined` where it has none. */
export function policyEntry({ value }: ImportPolicy, tag: string, name: string): PyValue | undefined {
  return isDict(value) ? value.get(keyOf(tag, name)) : undefined;
}
