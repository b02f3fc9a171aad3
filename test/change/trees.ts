/** Random courses with abtests, and the split_tests that become of them, drafts included. */
import fc from 'fast-check';
import { convertCourse } from '../../src/convert/convert.js';
import type { Course } from '../../src/olx/course/course.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { courseTree } from '../convert/arbitrary.js';
import { courseWith, type Tree } from '../olx/trees.js';

export function courseOf(tree: Tree): Course {
  const files = new Map(Object.entries(tree).map(([path, text]) => [path, Buffer.from(text)]));
  return readCourse(new MemoryFiles(files, ''), 'course');
}

export const textOf = (course: Course, path: string): string =>
  Buffer.from(course.files.read(path)).toString();

export const textsOf = (course: Course): Record<string, string> =>
  Object.fromEntries([...course.files.paths()].map((path) => [path, textOf(course, path)]));

/** Courses of abtests, and the same courses with split_tests. */
export const anyCourse: fc.Arbitrary<Course> = fc.tuple(courseTree, fc.boolean()).map(([tree, converts]) => {
  const course = courseOf(tree);
  if (!converts) return course;
  const converted = convertCourse(course, { to: 'split_test' });
  return converted.refused ? course : converted.course;
});

/** An abtest of two groups in a published unit and in its draft, an inline one, and a split_test. */
export function sample(more: Tree = {}): Course {
  const block = (title: string): string => `<abtest experiment="E" display_name="${title}">
  <group name="a" portion=".5">
    <html url_name="x"/>
  </group>
  <!-- between -->
  <group portion='0.3' name='b'/>
  <default><html url_name="y"/></default>
</abtest>
`;
  const unit = `<abtest url_name="w"/>\n  <abtest url_name="in" experiment="E"><group name="a" portion="0.5"/><group name="b" portion="0.3"/><default/></abtest>\n  <split_test url_name="s"/>`;
  return courseOf(
    courseWith(unit, {
      'abtest/w.xml': block('published'),
      'drafts/abtest/w.xml': block('draft'),
      'drafts/vertical/unit.xml':
        '<vertical parent_url="i4x://Org/C1/sequential/seq" index_in_children_list="0"><abtest url_name="w"/></vertical>',
      'drafts/html/x.xml': '<html filename="x"/>',
      'drafts/html/x.html': 'draft x',
      'drafts/html/y.xml': '<html>y</html>',
      'html/x.xml': '<html filename="x" display_name="X"/>',
      'html/x.html': '<p>x <a href="/jump_to_id/y">y</a></p>',
      'html/y.xml': '<html>y</html>',
      'html/z.xml': '<html>z</html>',
      'problem/p.xml': '<problem>p</problem>',
      'split_test/s.xml': `<split_test user_partition_id="700" group_id_to_child='{"1":  "i4x://Org/C1/vertical/one", "2":  "i4x://Org/C1/vertical/two"}'>
  <vertical url_name="one"/>
  <vertical url_name="two"/>
</split_test>
`,
      'vertical/one.xml': '<vertical><html url_name="z"/><problem url_name="p"/></vertical>',
      'vertical/two.xml': '<vertical><html url_name="z"/></vertical>',
      'policies/run/policy.json': POLICY,
      ...more,
    }),
  );
}

export const POLICY = `{
    "course/run": {
        "advanced_modules": ["split_test"],
        "user_partitions": [
            {
                "description": "",
                "groups": [
                    {"id": 1, "name": "one", "version": 1},
                    {"id": 2, "name": "two", "version": 1}
                ],
                "id": 700,
                "name": "P",
                "scheme": "random",
                "version": 3
            }
        ]
    },
    "html/x": {"display_name": "X of the policy"},
    "problem/p": {"graded": true}
}
`;
