/** The part of user metadata that describes the program of a course. */
import type { Program, ProgramCourse } from '../facts.js';
import { isUpsellMode } from './course-modes.js';
import { getProgramPriceAndSkus, getUnenrolledCourses, isEnrolledInAllCourses } from './programs.js';
import type { CourseFacts, EnrolmentFacts, Situation } from './subject.js';
import { programLink } from './upgrade-link.js';

/** Under Open edX's names, in its order. */
export interface ProgramContext {
  readonly uuid: string | null;
  readonly title: string | null;
  readonly marketing_url: string | null;
  readonly status: string | null;
  readonly is_eligible_for_one_click_purchase: boolean | null;
  readonly total_courses: number | null;
  readonly complete_enrollment: boolean;
  readonly has_courses_left_to_purchase: boolean;
  readonly courses_left_to_purchase_price: string | null;
  readonly courses_left_to_purchase_url: string | null;
}

/**
 * Open edX's `get_program_context`: the first program of the course in the catalogue's order; `null` while the flag is
 * off, and for a course in no program. The courses left are those without an enrolment in a paid mode.
 * @example
 * console.log(getProgramContext(demo, learner.enrolments, situation)?.title); // → Demonstrations
 */
export function getProgramContext(
  course: CourseFacts,
  enrolments: readonly EnrolmentFacts[],
  situation: Situation,
): ProgramContext | null {
  const program = course.programs[0];
  if (situation.addPrograms !== true || program === undefined) return null;
  const { courses = null, is_program_eligible_for_one_click_purchase: isEligible = null } = program;
  const paid = enrolments.filter(({ mode }) => !isUpsellMode(mode));
  const left = courses === null ? [] : getUnenrolledCourses(courses, paid);
  const { price, url } = isEligible && left.length > 0 ? offerOf(program, left, situation) : NO_OFFER;
  return {
    uuid: program.uuid ?? null,
    title: program.title ?? null,
    marketing_url: program.marketing_url ?? null,
    status: program.status ?? null,
    is_eligible_for_one_click_purchase: isEligible,
    total_courses: courses?.length ?? null,
    complete_enrollment: courses !== null && isEnrolledInAllCourses(courses, enrolments),
    has_courses_left_to_purchase: left.length > 0,
    courses_left_to_purchase_price: price,
    courses_left_to_purchase_url: url,
  };
}

const NO_OFFER = { price: null, url: null };

function offerOf({ uuid }: Program, left: readonly ProgramCourse[], situation: Situation) {
  const [price, skus] = getProgramPriceAndSkus(left, situation);
  return price === null ? NO_OFFER : { price, url: programLink(skus, uuid ?? '', situation.site) };
}
