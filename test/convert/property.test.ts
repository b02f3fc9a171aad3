import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversion } from '../../src/convert/conversion.js';
import { convertCourse } from '../../src/convert/convert.js';
import { type Child, DEFAULT_GROUP } from '../../src/olx/block/block.js';
import type { Course, CourseNode } from '../../src/olx/course/course.js';
import { definitionPath } from '../../src/olx/course/names.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { checkCourse } from '../../src/rules/check.js';
import type { Tree } from '../olx/trees.js';
import { courseTree, unequalTree } from './arbitrary.js';
import { filesOf } from './read-tree.js';

function courseOf(tree: Tree): Course {
  const files = new Map(Object.entries(tree).map(([path, text]) => [path, Buffer.from(text)]));
  return readCourse(new MemoryFiles(files, ''), 'course');
}

/** The contents of all leaves below a node, in order. */
function leaves(course: Course, node: CourseNode): string[] {
  if (node.tag === 'html' || node.tag === 'problem') {
    const text =
      node.element === null ? Buffer.from(course.files.read(node.path)).toString() : node.element.raw;
    return [/>([^<]*)</.exec(text)![1]!];
  }
  return node.children.flatMap((child) => leaves(course, child));
}

/** A definition that several pointers share is one node. */
function nodeOf({ element, pointer, tag, urlName }: Child, nodes: readonly CourseNode[]): CourseNode {
  const path = definitionPath(tag, urlName ?? '');
  const isSame = (node: CourseNode) => node.path === path || node.path === `drafts/${path}`;
  return nodes.find((node) => (pointer ? isSame(node) : node.element === element))!;
}

/** For each block, in order of the outline: what each group shows, by the name that the abtest gives it. */
function shown(course: Course, conversion: Conversion): string[] {
  const names = new Map<string, Map<number, string>>();
  for (const { experiment, groups, partitionId } of conversion.experiments) {
    const own = new Map(groups.flatMap(({ name, ids }) => ids.map((id): [number, string] => [id, name])));
    names.set(`${partitionId}`, own);
    names.set(experiment, own);
  }
  return course.blocks
    .map(({ node, block }) => {
      const sorted = block.groups.map((group) => {
        const children = group.children.map((each) => nodeOf(each, node.children));
        const name = block.kind === 'abtest' ? group.name : names.get(`${block.partitionId}`)?.get(group.id!);
        return [name ?? '?', children.flatMap((child) => leaves(course, child))] as const;
      });
      const kept = sorted.filter(
        ([name, list]) => name !== DEFAULT_GROUP || list.length > 0 || block.kind === 'split_test',
      );
      return JSON.stringify([
        block.draft,
        kept.filter(([, list]) => list.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]);
    })
    .sort();
}

const sameNames = (conversion: Conversion) => conversion.diagnostics.map(({ ruleId }) => ruleId);

describe('any course', () => {
  test('abtest to split_test: every group shows what it showed, nothing else is touched, twice is the same', () => {
    fc.assert(
      fc.property(courseTree, (tree) => {
        const course = courseOf(tree);
        const conversion = convertCourse(course, { to: 'split_test' });
        expect(conversion.refused, JSON.stringify(conversion.diagnostics.map((each) => each.message))).toBe(
          false,
        );
        expect(conversion.course.blocks.filter(({ block }) => block.kind === 'abtest')).toEqual([]);
        expect(sameNames(conversion).filter((id) => id !== 'convert-partition')).toEqual([]);
        const isOwn = ({ block }: Course['blocks'][number]) =>
          block.kind !== 'split_test' || block.partitionId !== null;
        const own = { ...conversion.course, blocks: conversion.course.blocks.filter(isOwn) } as Course;
        const before = {
          ...course,
          blocks: course.blocks.filter(({ block }) => block.kind === 'abtest'),
        } as Course;
        // A block that is used twice is two blocks now.
        expect(new Set(shown(own, conversion))).toEqual(new Set(shown(before, conversion)));
        const after = filesOf(conversion.course);
        for (const [path, text] of Object.entries(filesOf(course)))
          if (!conversion.files.has(path)) expect(after[path]).toBe(text);
        expect(filesOf(convertCourse(courseOf(tree), { to: 'split_test' }).course)).toEqual(after);
      }),
      { numRuns: 150 },
    );
  });

  test('split_test to abtest and back gives the same bytes', () => {
    fc.assert(
      fc.property(courseTree, (tree) => {
        const { 'split_test/x.xml': _, ...own } = tree;
        const there = convertCourse(courseOf(own), { to: 'split_test' }).course;
        const back = convertCourse(there, { to: 'abtest' });
        expect(back.refused).toBe(false);
        expect(back.course.blocks.filter(({ block }) => block.kind === 'split_test')).toEqual([]);
        expect(filesOf(convertCourse(back.course, { to: 'split_test' }).course)).toEqual(filesOf(there));
      }),
      { numRuns: 150 },
    );
  });

  test('what is converted has no errors that it did not have', () => {
    fc.assert(
      fc.property(courseTree, (tree) => {
        const errors = (course: Course) =>
          new Set(
            checkCourse(course)
              .filter(({ severity }) => severity === 'error')
              .map(({ ruleId }) => ruleId),
          );
        const course = courseOf(tree);
        const before = errors(course);
        const after = errors(convertCourse(course, { to: 'split_test' }).course);
        expect([...after].filter((id) => !before.has(id))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('slots: every slot shows what its group showed, without a new error', () => {
    fc.assert(
      fc.property(unequalTree, (tree) => {
        const { 'split_test/x.xml': _, ...own } = tree;
        const course = courseOf(own);
        const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
        expect(conversion.refused).toBe(false);
        const once = (blocks: string[]) =>
          blocks.map((text) => {
            const [draft, groups] = JSON.parse(text) as [boolean, [string, string[]][]];
            const sets = groups.map(([name, list]) => JSON.stringify([name, [...new Set(list)].sort()]));
            return JSON.stringify([draft, [...new Set(sets)]]);
          });
        const all = once(shown(conversion.course, conversion));
        // A nested block is there once for each slot of the group around it.
        expect(new Set(all)).toEqual(new Set(once(shown(course, conversion))));
        const errors = (each: Course) =>
          checkCourse(each)
            .filter(({ severity }) => severity === 'error')
            .map(({ ruleId }) => ruleId);
        const before = new Set(errors(course));
        expect(errors(conversion.course).filter((id) => !before.has(id))).toEqual([]);
        const counts = conversion.experiments.map(({ groups }) =>
          groups.reduce((sum, { ids }) => sum + ids.length, 0),
        );
        for (const count of counts) expect([1, 2, 10]).toContain(count);
      }),
      { numRuns: 75 },
    );
  });
});
