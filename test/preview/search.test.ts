import { expect, test } from 'vitest';
import { liveMedium } from '../../src/live/live-medium.js';
import { searchView } from '../../src/preview/search/search-view.js';
import { groupViewpoint } from '../../src/preview/viewpoint/group-viewpoints.js';
import { courseFolder, loaded } from './courses.js';
import { orchardCourse } from './orchard-course.js';

async function found(search: string, as?: string): Promise<string[]> {
  const preview = await loaded(courseFolder(orchardCourse()));
  const viewpoint = as === undefined ? undefined : groupViewpoint(preview, as)!;
  const { text } = (await searchView(preview, liveMedium(preview, viewpoint), search)).body;
  return [...text.matchAll(/<li><a href="[^"]*">(.*?)<\/a>/g)].map(([, name]) =>
    name!.replace(/<[^>]*>/g, ''),
  );
}

test('finds words of texts, names of blocks, experiments and groups; every word must occur', async () => {
  expect(await found('early TREE')).toEqual(['Watering by hand']);
  expect(await found('drizzle')).toEqual(['Everybody reads about drizzle first.']);
  expect(await found('words')).toContain('Faces');
  expect(await found('inquiry')).toContain('Inquiry');
  expect(await found('orchard need')).toEqual(['How many trees?', 'How many trees?']);
  expect(await found('drizzle apples')).toEqual([]);
});

test('what a group does not see is not found for it', async () => {
  const groupA = 'group:1@xblock.partition_service.partition_11';
  expect(await found('early tree', groupA)).toEqual([]);
  expect(await found('drizzle', groupA)).toHaveLength(1);
});

test('any characters can be searched for, and are shown as text', async () => {
  const preview = await loaded(courseFolder(orchardCourse()));
  for (const search of ['"><script>', '(', '[a', '\\', '.*', '$^', '😍', '/', '-'])
    expect((await searchView(preview, liveMedium(preview), search)).body.text, search).not.toContain(
      '<script',
    );
  expect(await found('.*')).toEqual([]);
  expect(await found('')).toEqual([]);
});
