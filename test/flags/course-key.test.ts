/** Course keys: what Open edX's opaque keys take is taken, everything else is refused with a reason. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCourseKey, parseLearningContextKey } from '../../src/flags/course-key.js';

describe('course keys', () => {
  it.each([
    ['course-v1:edX+DemoX+Demo_Course', 'edX', 'DemoX', 'Demo_Course'],
    ['course-v1:mit.eecs+6.002x~a:b-c+T2_2014', 'mit.eecs', '6.002x~a:b-c', 'T2_2014'],
    ['course-v1:Универ+物理+۱۲', 'Универ', '物理', '۱۲'],
    ['edX/DemoX/Demo_Course', 'edX', 'DemoX', 'Demo_Course'],
    ['a/b/c', 'a', 'b', 'c'],
    ['a%20b/c.d/e-f', 'a%20b', 'c.d', 'e-f'],
    ['a/b/', 'a', 'b', ''],
  ])('%s', (text, org, course, run) => {
    const deprecated = !text.startsWith('course-v1:');
    expect(parseCourseKey(text)).toEqual({
      kind: 'course',
      org,
      course,
      run,
      branch: null,
      version: null,
      deprecated,
      text,
    });
  });

  it('with a branch and a version', () => {
    const version = '519665f6223ebd6980884f2b';
    expect(parseCourseKey(`course-v1:a+b+c+branch@draft+version@${version}`)).toMatchObject({
      branch: 'draft',
      version,
    });
    expect(parseCourseKey(`course-v1:a+b+c+version@${version}`)).toMatchObject({ branch: null, version });
  });

  it.each([
    ['', /neither the form/],
    ['course-v1:', /no org/],
    ['course-v1:a+b', /no run/],
    ['course-v1:a+b+', /no run/],
    ['course-v1:a++c', /no course/],
    ['course-v1:a+b+c+d', /continues after the run/],
    ['course-v1:a+b+c+', /continues after the run/],
    ['course-v1:a+b+c+branch@', /no branch/],
    ['course-v1:a+b+c+branch@x+branch@y', /continues after the run/],
    ['course-v1:a+b+c+version@123', /24 hexadecimal/],
    ['course-v1:a b+c+d', /not allowed in keys/],
    ['course-v1:a%+c+d', /a character/],
    ['course-v1:a+b+e\u0301', /a character/],
    ['course-v1:a+b+c\n', /a character/],
    ['course-v1:a/b/c', /"a\/b\/c" has a character/],
    ['COURSE-V1:a+b+c', /neither the form/],
    ['a/b', /neither the form/],
    ['a/b/c/d', /neither the form/],
    ['/b/c', /no org/],
    ['a//c', /no course/],
    ['a~/b/c', /a character/],
    ['a:b/c/d', /a character/],
    [' a/b/c', /a character/],
    ['library-v1:a+b', /names a library/],
    [null as unknown as string, /not a string/],
  ])('refused: %j', (text, why) => {
    expect(() => parseCourseKey(text)).toThrow(SyntaxError);
    expect(() => parseCourseKey(text)).toThrow(why);
  });

  it('libraries are learning contexts too', () => {
    for (const text of ['library-v1:edX+Lib', 'lib:edX:some-lib']) {
      expect(parseLearningContextKey(text)).toEqual({ kind: 'library', text });
    }
    for (const text of ['library-v1:edX', 'lib:edX:a:b', 'lib:edX:é', 'lib:edX']) {
      expect(() => parseLearningContextKey(text)).toThrow(SyntaxError);
    }
  });

  it('returns a key or throws a SyntaxError for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((rest) => `course-v1:${rest}`),
        ),
        (text) => {
          try {
            return parseCourseKey(text).text === text;
          } catch (error) {
            return error instanceof SyntaxError;
          }
        },
      ),
    );
  });
});
