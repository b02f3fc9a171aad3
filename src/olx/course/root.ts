/** The root of a course: its file, its definition, and the names of org, course and run. */
import type { Finding } from '../../diagnostics/diagnostic.js';
import { Source } from '../../diagnostics/source.js';
import type { XmlElement } from '../../xml/node.js';
import type { CourseFiles } from '../files/course-files.js';
import type { Course } from './course.js';
import { definitionPath, leavesItsFolder } from './names.js';
import { isHollow, pointerName } from './pointer.js';
import type { XmlReader } from './xml-reader.js';

/** The attributes of the course in the root file, and what is wrong with it. */
export interface Root {
  readonly kind: Course['kind'];
  readonly path: string | null;
  readonly element: XmlElement | null;
  readonly org: string | null;
  readonly course: string | null;
  readonly run: string | null;
  readonly findings: readonly Finding[];
}

export const NO_ROOT: Root = {
  kind: 'course',
  path: null,
  element: null,
  org: null,
  course: null,
  run: null,
  findings: [],
};

/** course.xml or library.xml, and the definition of the course that it leads to. */
export function findRoot(files: CourseFiles, reader: XmlReader): Root {
  const path = ['course.xml', 'library.xml'].find((each) => files.has(each));
  if (path === undefined) return headless(files, reader);
  const { document } = reader.tree(path);
  if (document === null) return { ...NO_ROOT, path };
  const element = document.root;
  const kind = element.name === 'library' ? 'library' : 'course';
  const own = {
    kind,
    org: element.get('org'),
    course: element.get('course') ?? element.get('library'),
  } as const;
  const run = element.get('url_name') ?? element.get('slug');
  if (element.name !== 'course' && element.name !== 'library') {
    const finding = {
      place: element.tagPlace,
      message: `The root element of ${path} is <${element.name}>`,
      hint: 'The root of a course is <course url_name="…" org="…" course="…"/>.',
    };
    return { ...NO_ROOT, ...own, path, element, run, findings: [finding] };
  }
  const target = element.name === 'course' ? pointerName(element) : null;
  if (element.name === 'course' && target === null && isHollow(element)) {
    const finding = {
      place: element.tagPlace,
      message: 'This course is empty: it holds no chapters and is no pointer to a file in the folder course/',
      hint: 'A pointer has exactly three attributes: <course url_name="…" org="…" course="…"/>.',
    };
    return { ...NO_ROOT, ...own, path, element, run, findings: [finding] };
  }
  if (target === null || run === null) return { ...NO_ROOT, ...own, path, element, run };
  const definition = definitionPath('course', target);
  if (!leavesItsFolder(definition) && files.has(definition)) {
    return { ...NO_ROOT, ...own, path, element: reader.tree(definition).document?.root ?? null, run };
  }
  const finding = {
    place: element.placeOf('url_name'),
    message: leavesItsFolder(definition)
      ? `course.xml points to "${target}", a name that leads out of the course`
      : `course.xml points to ${definition}, which is not there`,
    hint: 'Give course.xml the url_name of a file in the folder course/.',
  };
  return { ...NO_ROOT, ...own, path, element, run, findings: [finding] };
}

/** No course.xml: Open edX cannot import it, but if there is one course definition its blocks can be checked. */
function headless(files: CourseFiles, reader: XmlReader): Root {
  const definitions = [...files.paths()].filter((path) => /^course\/[^/]+\.xml$/.test(path));
  const [only] = definitions;
  const place = new Source(files.display('course.xml'), '').place(0, 0);
  const finding = {
    place,
    message: 'There is no course.xml (or library.xml)',
    hint: 'Give the directory that holds course.xml; Open edX cannot import a course without it.',
  };
  if (only === undefined || definitions.length > 1) return { ...NO_ROOT, findings: [finding] };
  const run = only.slice('course/'.length, -'.xml'.length);
  return {
    ...NO_ROOT,
    path: only,
    element: reader.tree(only).document?.root ?? null,
    run,
    findings: [finding],
  };
}
