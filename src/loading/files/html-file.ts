/** The file of HTML that an `<html filename="…">` names. */
import { folderOf, normalized } from '../../olx/files/paths.js';
import { Dropped, type Use } from '../blocks/uses.js';
import type { CourseTexts } from './course-texts.js';

/**
 * The path of the file; its folder is that of the block's own name.
 * @throws Dropped where the file is missing, or is not UTF-8
 */
export function readHtmlFile(texts: CourseTexts, folder: string, use: Use, filename: string): string {
  // The usual case, without a folder in either name.
  const usual = `${folder}html/${filename}.html`;
  if (!use.readAs.includes(':') && !filename.includes('/') && texts.has(usual) && !isInExperiment(use))
    return usual;
  const base = folderOf(`html/${use.readAs.replace(/:/g, '/')}`);
  const path = normalized(`${base}/${filename}.html`);
  const found = [path, ...otherPlaces(path)].find((each) => texts.has(folder + each));
  const place = use.element.attribute('filename')?.place ?? use.element.tagPlace;
  if (found === undefined)
    throw new Dropped({ why: 'html-file', place, path: folder + path, fault: 'missing' });
  // Reading every page of a course would cost as much as all the rest: only those of experiments are.
  if (isInExperiment(use) && !texts.isText(folder + found)) {
    const fault = 'a file opened as text is not UTF-8';
    throw new Dropped({ why: 'html-file', place, path: folder + found, fault });
  }
  return folder + found;
}

/** Older places: `.html` written twice, and the same file nearer to the root. */
function otherPlaces(path: string): string[] {
  let rest = path.replace(/\.html\.html$/, '.html');
  const places: string[] = [];
  for (let slash = rest.indexOf('/'); slash !== -1; slash = rest.indexOf('/')) {
    places.push(rest);
    rest = rest.slice(slash + 1);
  }
  return places;
}

function isInExperiment(use: Use): boolean {
  for (let each = use.parent; each !== null; each = each.parent) if (each.tag === 'split_test') return true;
  return false;
}
