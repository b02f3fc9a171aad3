/** The course of the tests of OpenFeature's providers: the sample, and experiments of every kind of decision. */
import { type Course, parseCourse } from '../../src/index.js';

export const TONE = 'Tone of the texts';
export const COURSE_KEY = 'course-v1:O+C+R';

const BLOCKS = `
  <abtest url_name="tone" experiment="${TONE}">
    <group name="plain" portion="0.5"><html url_name="tone_plain"/></group>
    <group name="story" portion="0.3"><html url_name="tone_story"/><problem url_name="tone_question"/></group>
    <default><html url_name="tone_default"/></default>
  </abtest>
  <abtest url_name="hints" experiment="Hints">
    <group name="with" portion="1"><html url_name="hints_with"/></group>
    <default/>
  </abtest>
  <abtest url_name="hints_again" experiment="Hints">
    <group name="with" portion="1"><html url_name="hints_more"/></group>
    <default/>
  </abtest>
  <abtest url_name="off" experiment="Off">
    <group name="new" portion="1"><html url_name="off_new"/></group>
    <default><html url_name="off_default"/></default>
  </abtest>
  <abtest url_name="broken" experiment="Broken">
    <group name="a" portion="x"><html url_name="broken_a"/></group>
    <default/>
  </abtest>`;

/** A course with these blocks in its only unit. @param partitions as in policy.json */
export function courseWith(blocks: string, partitions: readonly object[] = []): Course {
  const { course } = parseCourse(
    new Map([
      ['course.xml', '<course org="O" course="C" url_name="R"/>'],
      ['policies/R/policy.json', JSON.stringify({ 'course/R': { user_partitions: partitions } })],
      [
        'course/R.xml',
        `<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v">${blocks}</vertical></sequential></chapter></course>`,
      ],
    ]),
  );
  return course!;
}

export const exampleCourse = (): Course => courseWith(BLOCKS);

/** Everything that an iterable yields. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
