import { expect, test } from 'vitest';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { checkCourse } from '../../src/rules/check.js';

test('a misspelt <vertical> of a split_test: every hint says what was meant, none asks for a block of that name', () => {
  const map = '{"1": "i4x://o/c/vertical/a", "2": "i4x://o/c/vertical/b"}';
  const text = `<course url_name="run" org="o" course="c"><chapter url_name="ch"><sequential url_name="s">
    <vertical url_name="u" display_name="U"><split_test url_name="w" user_partition_id="1" group_id_to_child='${map}'>
      <vertical url_name="a" display_name="A"><html url_name="t">Text</html></vertical>
      <vertcal url_name="b"/>
    </split_test></vertical></sequential></chapter></course>`;
  const policy = `{"course/run": {"user_partitions": [{"id": 1, "name": "W", "description": "", "active": true, "parameters": {}, "scheme": "random", "version": 3,
    "groups": [{"id": 1, "name": "A", "version": 1}, {"id": 2, "name": "B", "version": 1}]}]}}`;
  const files = new Map([
    ['course.xml', Buffer.from(text)],
    ['policies/run/policy.json', Buffer.from(policy)],
    ['vertical/b.xml', Buffer.from('<vertical><html url_name="t2">Text</html></vertical>')],
  ]);
  const found = checkCourse(readCourse(new MemoryFiles(files, ''), '<course>'));
  expect(found.map(({ ruleId, severity }) => `${severity} ${ruleId}`).sort()).toEqual([
    'error group-map-child',
    'error import-loses',
    'warning child-tag-known',
  ]);
  for (const { ruleId, hint } of found) expect(hint, ruleId).toContain('Did you mean <vertical>?');
});
