/** Reads the programs of the catalogue: a JSON list, in the catalogue's order. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { FactRow } from '../../storage/store.js';
import { readDecimal } from '../decimal.js';
import type { Program, ProgramCourse } from '../facts.js';
import { readMoment } from '../moment.js';
import { wrong } from './csv-table.js';

/** Bytes of the whole file: some hundred programs with all their courses and runs. */
const LARGEST_FILE = 64 * 2 ** 20;

/**
 * @param now when the programs count as modified, unless one has a `modified` of its own
 * @throws AbtestError `not-readable` with file and line, or the path to what is wrong in the JSON
 */
export async function programsTable(path: string, now: Date): Promise<FactRow[]> {
  const file = basename(path);
  const programs = readList(file, await textOf(path, file));
  return programs.map((program, index) => {
    const place = `${file}: program ${index + 1}`;
    if (!isObject(program)) throw wrong(place, 'it is not an object');
    const { uuid, modified } = program as { uuid?: unknown; modified?: unknown };
    if (typeof uuid !== 'string' || uuid === '') throw wrong(place, 'its uuid is not a text');
    checkCourses(program as Program, place);
    const moment = typeof modified === 'string' ? readMoment(modified) : null;
    return {
      kind: 'programs',
      learner: '',
      course: '',
      item: uuid,
      alias: null,
      modified: moment === null ? now : new Date(Number(moment / 1000n)),
      document: JSON.stringify({ position: index + 1, program: programOf(program as Program) }),
    };
  });
}

/** The part of a program that is looked at; catalogues hold much more. */
export function programOf(program: Program): Program {
  const { uuid, title, marketing_url, status, is_program_eligible_for_one_click_purchase, courses } = program;
  return {
    ...(uuid !== undefined && { uuid }),
    ...(title !== undefined && { title }),
    ...(marketing_url !== undefined && { marketing_url }),
    ...(status !== undefined && { status }),
    ...(is_program_eligible_for_one_click_purchase !== undefined && {
      is_program_eligible_for_one_click_purchase,
    }),
    ...(courses !== undefined && { courses: courses === null ? null : courses.map(courseOf) }),
  };
}

function courseOf({ entitlements, course_runs }: ProgramCourse): ProgramCourse {
  return {
    entitlements: (entitlements ?? []).map(({ mode, price, sku, expires }) => ({
      mode,
      price,
      sku,
      expires,
    })) as never,
    course_runs: (course_runs ?? []).map(({ key, status, seats }) => ({
      key,
      status,
      seats: (seats ?? []).map(({ type, price, sku }) => ({ type, price, sku })),
    })) as never,
  };
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > LARGEST_FILE) throw wrong(file, `it has more than ${LARGEST_FILE} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof AbtestError) throw cause;
    if (cause instanceof TypeError) throw wrong(file, 'the file is not in UTF-8', 'Save it in UTF-8.');
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new AbtestError('not-readable', `${file} cannot be read (${code})`, { cause });
  }
}

function readList(file: string, text: string): unknown[] {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first !== undefined) {
    const line = text.slice(0, first.offset).split('\n').length;
    throw wrong(`${file}:${line}`, `this is not JSON (${printParseErrorCode(first.error)})`);
  }
  if (Array.isArray(value)) return value;
  throw wrong(`${file}:1`, 'the file is not a list of programs', 'It must begin with [ and end with ].');
}

/** What would be passed over in silence is refused: a price or a date that cannot be read, a list that is none. */
function checkCourses({ courses }: Program, place: string): void {
  for (const [index, course] of listIn(courses, `${place}: courses`).entries()) {
    const here = `${place}: course ${index + 1}`;
    for (const { price, expires } of listIn(course.entitlements, `${here}: entitlements`)) {
      checkPrice(price, here);
      if (expires && (typeof expires !== 'string' || readMoment(expires) === null)) {
        throw wrong(here, `the date ${JSON.stringify(expires)} is not a date as 2026-01-31T12:00:00Z`);
      }
    }
    for (const run of listIn(course.course_runs, `${here}: course_runs`)) {
      for (const { price } of listIn(run.seats, `${here}: seats`)) checkPrice(price, here);
    }
  }
}

function listIn<T>(value: readonly T[] | null | undefined, place: string): readonly T[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw wrong(place, 'this is not a list of objects');
}

function checkPrice(price: unknown, place: string): void {
  if (price === null || price === undefined || price === '' || readDecimal(String(price)) !== null) return;
  throw wrong(place, `the price ${JSON.stringify(price)} is not a price as 49.00`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
