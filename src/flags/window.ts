/** The enrolment window of an experiment: whose enrolment counts, by when they enrolled. */
import { readInstant } from './instant.js';

/** The keys of an experiment's key-values that make its window. */
export const ENROLLMENT_START = 'enrollment_start';
export const ENROLLMENT_END = 'enrollment_end';

/** One edge: not set, a moment in milliseconds, or a text that says no moment. */
export type Edge =
  | { readonly kind: 'open' }
  | { readonly kind: 'at'; readonly time: number; readonly text: string }
  | { readonly kind: 'unreadable'; readonly text: string };

export interface EnrollmentWindow {
  readonly start: Edge;
  readonly end: Edge;
}

/** Where an enrolment lies; an edge that cannot be read lets nobody in, the start is looked at first. */
export type WindowVerdict = 'inside' | 'before-start' | 'after-end' | 'start-unreadable' | 'end-unreadable';

const OPEN: Edge = { kind: 'open' };
/** The window of an experiment that has none: everybody is inside. */
export const NO_WINDOW: EnrollmentWindow = { start: OPEN, end: OPEN };

/** Reads both edges; absent and empty texts are open. */
export function readWindow(
  start: string | null | undefined,
  end: string | null | undefined,
): EnrollmentWindow {
  return { start: readEdge(start), end: readEdge(end) };
}

function readEdge(text: string | null | undefined): Edge {
  if (text === null || text === undefined || text === '') return OPEN;
  const time = readInstant(text);
  return time === null ? { kind: 'unreadable', text } : { kind: 'at', time, text };
}

export function isOpen({ start, end }: EnrollmentWindow): boolean {
  return start.kind === 'open' && end.kind === 'open';
}

/** Where a moment, in milliseconds since 1970, lies: the start belongs to the window, the end does not. */
export function inWindow({ start, end }: EnrollmentWindow, time: number): WindowVerdict {
  if (start.kind === 'unreadable') return 'start-unreadable';
  if (start.kind === 'at' && time < start.time) return 'before-start';
  if (end.kind === 'unreadable') return 'end-unreadable';
  if (end.kind === 'at' && time >= end.time) return 'after-end';
  return 'inside';
}
