/** The output of `inspect`: the naming of blocks and portions, and the JSON for programs. */
import type { Child, Course, CourseBlock, Fraction, Group, Place } from '../../index.js';

/** `{version: 1, blocks, accessExperiments}`; every place has a file, a start and an end. */
export async function inspectionJson(courses: readonly Course[]): Promise<string> {
  const { accessExperiments, displayNameOf, toDefinition, fractionText } = await import('../../content.js');
  const { jsonText, plainPlace } = await import('../../internal/content.js');
  const childOf = ({ tag, urlName, pointer, place }: Child) => ({
    tag,
    urlName,
    pointer,
    place: plainPlace(place),
  });
  const groupOf = (group: Group) => ({
    name: group.name,
    portion: portionText(group, fractionText),
    children: group.children.map(childOf),
  });
  const blockOf = (course: Course, { node, block }: CourseBlock): InspectedBlock => ({
    kind: block.kind,
    experiment: block.experiment,
    urlName: blockName({ node, block }),
    displayName: displayNameOf(course, node),
    place: plainPlace(block.place),
    groups: block.groups.map(groupOf),
    ...(block.kind === 'abtest' && { definition: toDefinition(block, course) }),
  });
  const blocks = courses.flatMap((course) => course.blocks.map((each) => blockOf(course, each)));
  const access = courses.flatMap((course) =>
    accessExperiments(course).map(({ partition, groups }) => ({
      experiment: partition.name,
      partitionId: partition.id,
      groups: groups.map(({ group, nodes }) => ({
        id: group.id,
        name: group.name,
        blocks: nodes.map(({ tag, urlName, place }) => ({ tag, urlName, place: plainPlace(place) })),
      })),
    })),
  );
  return jsonText({ version: 1, blocks, accessExperiments: access });
}

interface InspectedBlock {
  readonly kind: 'abtest' | 'split_test';
  readonly experiment: string | null;
  readonly urlName: string | null;
  readonly displayName: string | null;
  readonly place: Place;
  readonly groups: readonly { readonly name: string | null; readonly portion: string }[];
  readonly definition?: unknown;
}

/** The name in pointers to the block, which the definition in its own file does not repeat. */
export function blockName({ node, block }: CourseBlock): string | null {
  return node.urlName ?? block.urlName;
}

/** The exact decimal; `1/n` for the equal shares of a split_test; the author's text where it is not a number. */
export function portionText({ portion, id }: Group, exactText: (value: Fraction) => string): string {
  return portion.exact === null || id !== null ? portion.text : exactText(portion.exact);
}
