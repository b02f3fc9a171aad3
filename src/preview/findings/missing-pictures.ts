/** Pictures in A/B content for which the course has no file: a warning of the preview, which alone reads the folder `static/`. */
import { AbtestError, type Course, type CourseNode, type Diagnostic } from '../../index.js';
import { bodyPath, decode, definingElement, frameOf, Source } from '../../internal/content.js';
import { isPicture } from '../../presentation/file-kinds.js';
import { assetPath } from '../content/content-outside.js';
import { hasStaticFiles, staticName } from '../content/static-names.js';

/** Stands where findings of validate have the id of their rule. */
export const MISSING_PICTURE = 'missing-picture';

/** Comments and scripts show no pictures; one that is not closed takes the rest. */
const UNSHOWN = /<!--[\s\S]*?(?:-->|$)|<script\b[\s\S]*?(?:<\/script|$)/gi;
const PICTURE =
  /<(?:img|imageinput)\b[^<>]*?\ssrc\s*=\s*(["'])(?:\/?static\/|\/c4x\/[^"'/]*\/[^"'/]*\/asset\/|\/asset-v1:[^"'@]*@asset\+block@)([^"'?#<>]{1,300})[^"'<>]*\1/dgi;

interface MissingPicture {
  /** The leaf that shows it. */
  readonly node: CourseNode;
  readonly finding: Diagnostic;
}

/** Each picture once for a leaf. Empty where the course comes without a folder `static/`. */
export function missingPictures(course: Course): readonly MissingPicture[] {
  const missing = leavesOf(course).flatMap((node) =>
    picturesOf(course, node)
      .filter(({ path }) => staticName(course, path) === null)
      .map(({ path, source, start, end }): MissingPicture => {
        const place = source.place(start, end);
        const finding: Diagnostic = {
          ruleId: MISSING_PICTURE,
          severity: 'warning',
          message: `The picture "${path}" is not in the folder static`,
          hint: 'Add the file to the folder static, or correct its name in the content',
          place,
          related: [],
          frame: frameOf(source, place),
        };
        return { node, finding };
      }),
  );
  return missing.length > 0 && hasStaticFiles(course) ? missing : [];
}

/** The blocks without children that groups of A/B blocks hold. */
function leavesOf({ blocks }: Course): CourseNode[] {
  const met = new Set<CourseNode>();
  const open = blocks.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (met.has(node)) continue;
    met.add(node);
    open.push(...node.children);
  }
  return [...met].filter(({ block, children }) => block === null && children.length === 0);
}

interface Picture {
  /** Below `static/`. */
  readonly path: string;
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

function picturesOf(course: Course, node: CourseNode): Picture[] {
  const text = textOf(course, node);
  if (text === null) return [];
  const { source, start, end } = text;
  const markup = source.text.slice(start, end).replace(UNSHOWN, (unshown) => ' '.repeat(unshown.length));
  const pictures = new Map<string, Picture>();
  for (const match of markup.matchAll(PICTURE)) {
    const path = assetPath(match[2]!);
    const [from, to] = match.indices![2]!;
    if (isPicture(path) && !pictures.has(path))
      pictures.set(path, { path, source, start: start + from, end: start + to });
  }
  return [...pictures.values()];
}

/** Where the markup of the leaf is written; `null` where it cannot be read. */
function textOf(
  course: Course,
  node: CourseNode,
): { readonly source: Source; readonly start: number; readonly end: number } | null {
  try {
    const root = definingElement(course, node);
    if (root === null) return null;
    const path = node.tag === 'html' ? bodyPath(root) : null;
    if (path === null) return { source: root.context.source, start: root.start, end: root.end };
    const { files } = course;
    if (!files.has(path)) return null;
    const content = files.readQuickly(path);
    const text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decode(content).text;
    return { source: new Source(files.display(path), text), start: 0, end: text.length };
  } catch (error) {
    if (error instanceof AbtestError) return null;
    throw error;
  }
}
