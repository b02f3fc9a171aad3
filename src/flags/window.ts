/** The enrolment window of an experiment: learners take part who enrolled between two moments. */
import { readInstant } from './instant.js';

/** The key-values of an experiment that define its window. */
export const ENROLLMENT_START = 'enrollment_start';
export const ENROLLMENT_END = 'enrollment_end';

/** One edge: not set, a moment in milliseconds, or a text that is not a moment. */
export type WindowEdge =
  | { readonly kind: 'open' }
  | { readonly kind: 'at'; readonly time: number; readonly text: string }
  | { readonly kind: 'unreadable'; readonly text: string };

export interface EnrollmentWindow {
  readonly start: WindowEdge;
  readonly end: WindowEdge;
}

/** The position of an enrolment. With an edge that cannot be read no enrolment is inside; the start is checked first. */
export type WindowVerdict = 'inside' | 'before-start' | 'after-end' | 'start-unreadable' | 'end-unreadable';

const OPEN: WindowEdge = { kind: 'open' };
/** The window of an experiment without one: every enrolment is inside. */
export const NO_WINDOW: EnrollmentWindow = { start: OPEN, end: OPEN };

/** Reads both edges; absent and empty values are open. */
export function readWindow(
  start: string | null | undefined,
  end: string | null | undefined,
): EnrollmentWindow {
  return { start: readEdge(start), end: readEdge(end) };
}

function readEdge(text: string | null | undefined): WindowEdge {
  if (text === null || text === undefined || text === '') return OPEN;
  const time = readInstant(text);
  return time === null ? { kind: 'unreadable', text } : { kind: 'at', time, text };
}

export function isOpen({ start, end }: EnrollmentWindow): boolean {
  return start.kind === 'open' && end.kind === 'open';
}

/** The position of a moment, in milliseconds since 1970: the start belongs to the window, the end does not. */
export function inWindow({ start, end }: EnrollmentWindow, time: number): WindowVerdict {
  if (start.kind === 'unreadable') return 'start-unreadable';
  if (start.kind === 'at' && time < start.time) return 'before-start';
  if (end.kind === 'unreadable') return 'end-unreadable';
  if (end.kind === 'at' && time >= end.time) return 'after-end';
  return 'inside';
}
