/** Slips of authors of a split_test: its partition, its map, its children, its place. */
import { HINTS, inFile, inHints, type Slip } from './slip.js';

const inPractice = inFile('vertical/practice.xml');
const ENTRY_1 = '&quot;1180274501&quot;: &quot;i4x://Org/Bees/vertical/with_hints&quot;';
const ENTRY_2 = '&quot;1180274502&quot;: &quot;i4x://Org/Bees/vertical/without_hints&quot;';
const MAP = `group_id_to_child="{${ENTRY_1}, ${ENTRY_2}}"`;

export const splitTestSlips: readonly Slip[] = [
  inHints('partition-missing', 'user_partition_id is missing', [' user_partition_id="764310258"', '']),
  inHints('partition-empty', 'user_partition_id is empty', [
    'user_partition_id="764310258"',
    'user_partition_id=""',
  ]),
  inHints('partition-by-name', 'user_partition_id is the name of the partition', [
    'user_partition_id="764310258"',
    'user_partition_id="Swarm hints"',
  ]),
  inHints('partition-one-digit', 'One digit of user_partition_id is wrong', [
    'user_partition_id="764310258"',
    'user_partition_id="764310257"',
  ]),
  inHints('partition-minus-one', 'user_partition_id is -1', [
    'user_partition_id="764310258"',
    'user_partition_id="-1"',
  ]),
  inHints('partition-attribute-misspelt', 'user_partition_id is misspelt', [
    'user_partition_id=',
    'user_partitions_id=',
  ]),
  inHints('partition-attribute-of-platform', 'user_partition_id is called as in newer blocks', [
    'user_partition_id=',
    'partition_id=',
  ]),
  inHints('map-missing', 'group_id_to_child is missing', [` ${MAP}`, '']),
  inHints('map-attribute-misspelt', 'group_id_to_child is misspelt', [
    'group_id_to_child=',
    'group_ids_to_child=',
  ]),
  inHints('map-empty', 'group_id_to_child is an empty object', [MAP, 'group_id_to_child="{}"']),
  inHints('map-quotes-not-escaped', 'The quotes in group_id_to_child are not escaped', [
    ENTRY_1,
    '"1180274501": "i4x://Org/Bees/vertical/with_hints"',
  ]),
  inHints('map-single-quotes', 'group_id_to_child is written with single quotes', [
    ENTRY_1,
    "'1180274501': 'i4x://Org/Bees/vertical/with_hints'",
  ]),
  inHints('map-trailing-comma', 'group_id_to_child ends with a comma', [`${ENTRY_2}}`, `${ENTRY_2},}`]),
  inHints('map-is-a-list', 'group_id_to_child is a list', [
    MAP,
    'group_id_to_child="[&quot;with_hints&quot;, &quot;without_hints&quot;]"',
  ]),
  inHints('map-null', 'group_id_to_child is null', [MAP, 'group_id_to_child="null"']),
  inHints('map-bare-name', 'A value of group_id_to_child is a bare name', [
    'i4x://Org/Bees/vertical/with_hints',
    'with_hints',
  ]),
  inHints('map-wrong-child', 'group_id_to_child names a child that is not there', [
    'vertical/with_hints&quot;',
    'vertical/with_hint&quot;',
  ]),
  inHints('map-wrong-kind', 'group_id_to_child names a child of another kind', [
    'vertical/with_hints&quot;',
    'problem/with_hints&quot;',
  ]),
  inHints('map-other-case', 'group_id_to_child names a child in capitals', [
    'vertical/with_hints&quot;',
    'vertical/With_Hints&quot;',
  ]),
  inHints('map-group-one-digit', 'One digit of a group id is wrong', [
    '&quot;1180274502&quot;',
    '&quot;1180274503&quot;',
  ]),
  inHints('map-group-by-name', 'A group is named by its name', [
    '&quot;1180274502&quot;',
    '&quot;Without hints&quot;',
  ]),
  inHints('map-group-missing', 'A group is not in group_id_to_child', [`, ${ENTRY_2}`, '']),
  inHints('map-two-groups-one-child', 'Two groups name one child', [
    'vertical/without_hints&quot;',
    'vertical/with_hints&quot;',
  ]),
  inHints(
    'map-stale-entry',
    'An entry of group_id_to_child names a child that is gone, for a group that is gone',
    [`${ENTRY_2}}`, `${ENTRY_2}, &quot;7&quot;: &quot;i4x://Org/Bees/vertical/gone&quot;}`],
  ),
  inHints('child-removed', 'A child is removed, its map entry is not', [
    '  <vertical url_name="without_hints"/>\n',
    '',
  ]),
  inHints('child-renamed', 'A child has another name than in the map', [
    '<vertical url_name="without_hints"/>',
    '<vertical url_name="no_hints"/>',
  ]),
  {
    id: 'child-without-entry',
    slip: 'A child was added, and the map has no entry for it',
    edits: [
      {
        file: HINTS,
        from: '<vertical url_name="with_hints"/>',
        to: '<vertical url_name="with_hints"/>\n  <vertical url_name="with_film"/>',
      },
      {
        file: 'vertical/with_film.xml',
        write: '<vertical display_name="Film"><html url_name="film"><p>A film.</p></html></vertical>\n',
      },
    ],
    mend: [
      {
        file: HINTS,
        from: '<vertical url_name="with_hints"/>\n  <vertical url_name="with_film"/>',
        to: '<vertical url_name="with_hints"/>',
      },
    ],
  },
  inHints(
    'text-after-a-unit-of-a-group',
    'A word after a child',
    ['<vertical url_name="with_hints"/>', '<vertical url_name="with_hints"/> A'],
    '<vertical url_name="with_hints"/>',
  ),
  inHints('groups-as-in-abtest', 'Groups are written as in an abtest', [
    '<vertical url_name="with_hints"/>',
    '<group name="With hints"><vertical url_name="with_hints"/></group>',
  ]),
  inFile('vertical/without_hints.xml')(
    'problem-in-both-groups',
    'One problem is in the units of both groups',
    ['url_name="cells"', 'url_name="cells_hints"'],
  ),
  inFile('sequential/visit.xml')(
    'group-unit-also-in-course',
    'The unit of a group is also in a sequential',
    ['<vertical url_name="goodbye"/>', '<vertical url_name="goodbye"/>\n  <vertical url_name="with_hints"/>'],
    '<vertical url_name="goodbye"/>',
  ),
  inPractice('split-test-tag-misspelt', 'The unit points to the split_test with a misspelt tag', [
    '<split_test url_name="hints"/>',
    '<splittest url_name="hints"/>',
  ]),
  inPractice('split-test-with-dash', 'The tag of the pointer has a dash', [
    '<split_test url_name="hints"/>',
    '<split-test url_name="hints"/>',
  ]),
  inPractice('split-test-name-misspelt', 'The unit points to a split_test that is not there', [
    'url_name="hints"/>',
    'url_name="hint"/>',
  ]),
  {
    id: 'split-test-root-with-dash',
    slip: 'The root tag of the file has a dash',
    edits: [
      { file: HINTS, from: '<split_test ', to: '<split-test ' },
      { file: HINTS, from: '</split_test>', to: '</split-test>' },
    ],
  },
  {
    id: 'split-test-twice',
    slip: 'The split_test is in two units',
    edits: [
      {
        file: 'vertical/goodbye.xml',
        from: '<abtest url_name="bye"/>',
        to: '<abtest url_name="bye"/>\n  <split_test url_name="hints"/>',
      },
    ],
    mend: [
      {
        file: 'vertical/goodbye.xml',
        from: '<abtest url_name="bye"/>\n  <split_test url_name="hints"/>',
        to: '<abtest url_name="bye"/>',
      },
    ],
  },
  inFile('chapter/first.xml')(
    'split-test-in-a-chapter',
    'The split_test is directly in a chapter',
    ['<sequential url_name="visit"/>', '<sequential url_name="visit"/>\n  <split_test url_name="hints"/>'],
    '<sequential url_name="visit"/>',
  ),
  inHints(
    'due-garbage',
    'A date is not a date',
    ['<split_test ', '<split_test due="next Friday" '],
    '<split_test ',
  ),
  inFile('vertical/with_hints.xml')(
    'group-access-unknown-group',
    'group_access names a group that the partition lacks',
    ['<vertical ', '<vertical group_access="{&quot;764310258&quot;: [7]}" '],
    '<vertical ',
  ),
  inFile('vertical/with_hints.xml')(
    'group-access-other-group',
    'group_access opens a unit to the other group only',
    ['<vertical ', '<vertical group_access="{&quot;764310258&quot;: [1180274502]}" '],
    '<vertical ',
  ),
  inFile('vertical/with_hints.xml')(
    'group-access-unknown-partition',
    'group_access names a partition that is not there',
    ['<vertical ', '<vertical group_access="{&quot;3&quot;: [1]}" '],
    '<vertical ',
  ),
  inFile('vertical/with_hints.xml')(
    'group-access-not-json',
    'group_access is not JSON',
    ['<vertical ', '<vertical group_access="With hints" '],
    '<vertical ',
  ),
];
