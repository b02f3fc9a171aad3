/** The block that a link of a course names: `/jump_to_id/<url_name>`, or `/jump_to/` with a usage key. */
import type { CourseNode } from '../../index.js';
import type { PreviewCourse } from '../page/preview-course.js';

/** `…/type@html+block@name`, or `i4x://org/course/html/name` of older courses. */
const USAGE =
  /\/jump_to\/(?:[^?#]*?\btype@([^+/?#]+)\+block@([^/?#]+)|i4x:\/\/?[^/?#]+\/[^/?#]+\/([^/?#]+)\/([^/?#]+))/;
const URL_NAME = /\/jump_to_id\/([^/?#]+)/;

/** `undefined` where the address is none of these, or the course has no such block. */
export function jumpTarget({ course }: PreviewCourse, address: string): CourseNode | undefined {
  const plain = decoded(address);
  const byName = URL_NAME.exec(plain)?.[1];
  if (byName !== undefined) return course.nodes.find(({ urlName }) => urlName === byName);
  const found = USAGE.exec(plain);
  if (found === null) return undefined;
  const [tag, name] = [found[1] ?? found[3], found[2] ?? found[4]];
  return course.nodes.find((node) => node.tag === tag && node.urlName === name);
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
