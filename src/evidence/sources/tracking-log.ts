/** Reads tracking logs of Open edX: scores of problems, groups and exposures, line by line. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Piece } from '../../tables/pieces.js';
import type { Question } from '../question.js';
import { type LogEvent, readScore, readSeen, type Seen } from './log-event.js';
import { addExposure, NO_GROUP, type People, putInGroup, takeScore } from './people.js';
import type { WantedProblems } from './usage-keys.js';

/** What was found in logs, over all their files. */
export class LogCounts {
  lines = 0;
  /** Lines that are not JSON. */
  unreadable = 0;
  /** Events of the course. */
  ofCourse = 0;
  otherCourse: string | null = null;
  /** Lines in a row that mattered. */
  inARow = 0;
}

interface LogReader {
  readonly question: Question;
  readonly wanted: WantedProblems;
  /** `null` where groups are read from elsewhere. */
  readonly seen: Seen | null;
  readonly counts: LogCounts;
  readonly onLines: (count: number) => void;
}

/** @throws AbtestError `not-readable` for a log of several courses where the content is no whole course */
export async function readLog(
  people: People,
  pieces: AsyncIterable<Piece>,
  reader: LogReader,
): Promise<void> {
  const { counts } = reader;
  const needles = needlesOf(reader);
  for await (const { text } of pieces) {
    let start = 0;
    while (start < text.length) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      if (end > start) takeLine(people, text.slice(start, end), needles, reader);
      start = end + 1;
    }
    reader.onLines(counts.lines);
  }
}

/** The texts of which an event that matters has one, the most frequent first: other lines are not parsed. */
function needlesOf({ seen }: LogReader): readonly string[] {
  return [...(seen?.needles ?? []), '"problem_check"', '"edx.grades.problem.submitted"'];
}

/** After so many lines in a row that matter, looking for needles takes longer than it saves. */
const SURE = 32;

function takeLine(people: People, line: string, needles: readonly string[], reader: LogReader): void {
  const { counts } = reader;
  counts.lines += 1;
  if (counts.inARow < SURE && !hasOne(line, needles)) {
    counts.inARow = 0;
    if (counts.ofCourse === 0 && line.includes('"course_id"')) countCourse(parse(line, counts), reader);
    return;
  }
  const event = parse(line, counts);
  const matters = event !== null && countCourse(event, reader) && takeEvent(people, event, reader);
  counts.inARow = matters ? counts.inARow + 1 : 0;
}

/** Whether there was something in the event. */
function takeEvent(people: People, event: LogEvent, { wanted, seen, question }: LogReader): boolean {
  const { username } = event;
  if (typeof username !== 'string' || username === '') return false;
  const score = readScore(event);
  const index = score === null ? null : wanted.indexOf(score.problem);
  const groups = seen === null ? [] : readSeen(event, seen);
  if (index === null && groups.length === 0) return false;
  const person = people.of(username);
  if (index !== null) takeScore(person, index, score!.share, question.score ?? 'last', score!.time);
  for (const { groupId, context } of groups) {
    putInGroup(person, seen!.indexes.get(groupId) ?? NO_GROUP);
    if (context !== null) addExposure(person, context);
  }
  return true;
}

function hasOne(line: string, needles: readonly string[]): boolean {
  for (const needle of needles) if (line.includes(needle)) return true;
  return false;
}

function parse(line: string, counts: LogCounts): LogEvent | null {
  const start = line.startsWith('{') ? 0 : line.indexOf('{');
  try {
    return JSON.parse(start <= 0 ? line : line.slice(start)) as LogEvent;
  } catch {
    counts.unreadable += 1;
    return null;
  }
}

/** Whether an event is of the course. */
function countCourse(event: LogEvent | null, { question: { courseKey }, counts }: LogReader): boolean {
  const course = event?.context?.course_id;
  if (typeof course !== 'string' || course === '') return false;
  if (courseKey === null) {
    counts.otherCourse ??= course;
    if (course !== counts.otherCourse)
      throw new AbtestError(
        'not-readable',
        `The log has events of several courses: ${counts.otherCourse}, ${course}`,
        {
          hint: 'Give a whole course instead of a block, so that the right events are known.',
        },
      );
  } else if (course !== courseKey) {
    counts.otherCourse ??= course;
    return false;
  }
  counts.ofCourse += 1;
  return true;
}

/** @throws AbtestError `not-readable` when no event is of the course */
export function requireEvents(counts: LogCounts, courseKey: string | null): void {
  if (counts.ofCourse > 0) return;
  const other = counts.otherCourse === null ? '' : `; there are events of ${counts.otherCourse}`;
  throw new AbtestError('not-readable', `The log has no event of ${courseKey ?? 'a course'}${other}`, {
    hint: 'Give the log of this course run, or the course of this log.',
  });
}
