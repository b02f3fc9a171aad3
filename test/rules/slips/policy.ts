/** Slips of authors in policy.json and course.xml. */
import { inFile, inPolicy, POLICY, type Slip } from './slip.js';

const GROUP_1 = '{"id": 1180274501, "name": "With hints", "version": 1}';
const GROUP_2 = '{"id": 1180274502, "name": "Without hints", "version": 1}';

export const policySlips: readonly Slip[] = [
  inPolicy('policy-trailing-comma', 'A comma after the last setting', ['"version": 3\n', '"version": 3,\n']),
  inPolicy('policy-comma-missing', 'A comma between two settings is missing', [
    '"scheme": "random",',
    '"scheme": "random"',
  ]),
  inPolicy('policy-single-quotes', 'A value is in single quotes', [
    '"scheme": "random"',
    '"scheme": \'random\'',
  ]),
  inPolicy('policy-curly-quotes', 'A value is in curly quotes', ['"scheme": "random"', '"scheme": “random”']),
  inPolicy('policy-comment', 'A comment in JSON', [
    '"scheme": "random",',
    '"scheme": "random", // as Studio does',
  ]),
  inPolicy('policy-python-true', 'True as in Python', ['"active": true', '"active": True']),
  inPolicy('policy-bracket-missing', 'A bracket is missing', ['        ],\n        "id"', '        "id"']),
  inPolicy(
    'policy-merge-conflict',
    'An unresolved merge conflict',
    [
      '        "name": "Swarm hints",\n',
      '<<<<<<< HEAD\n        "name": "Swarm hints",\n=======\n        "name": "Hints",\n>>>>>>> hints\n',
    ],
    '        "name": "Swarm hints",\n',
  ),
  inPolicy('policy-key-misspelt', '"user_partitions" is misspelt', ['"user_partitions"', '"user_partition"']),
  inPolicy('policy-of-another-run', 'The settings are those of another run', [
    '"course/2026"',
    '"course/2025"',
  ]),
  inPolicy('policy-key-without-course', 'The key of the course lacks "course/"', ['"course/2026"', '"2026"']),
  {
    id: 'policy-partitions-an-object',
    slip: '"user_partitions" is an object',
    edits: [
      { file: POLICY, from: '"user_partitions": [\n      {', to: '"user_partitions": {' },
      { file: POLICY, from: '"version": 3\n      }\n    ]', to: '"version": 3\n      }' },
    ],
  },
  inPolicy('partition-id-missing', 'A partition has no id', ['        "id": 764310258,\n', '']),
  inPolicy('partition-id-text', 'The id of a partition is no number', ['"id": 764310258,', '"id": "swarm",']),
  inPolicy('partition-name-missing', 'A partition has no name', ['        "name": "Swarm hints",\n', '']),
  inPolicy('partition-groups-missing', 'A partition has no groups', [
    `        "groups": [\n          ${GROUP_1},\n          ${GROUP_2}\n        ],\n`,
    '',
  ]),
  inPolicy('partition-group-removed', 'A group is removed that the split_test still maps', [
    `,\n          ${GROUP_2}`,
    '',
  ]),
  inPolicy(
    'partition-group-added',
    'A group is added that no child shows',
    [GROUP_2, `${GROUP_2},\n          {"id": 1180274503, "name": "With film", "version": 1}`],
    GROUP_2,
  ),
  inPolicy('partition-version-missing', 'A partition has no version', [
    '"scheme": "random",\n        "version": 3',
    '"scheme": "random"',
  ]),
  inPolicy('partition-description-missing', 'A partition has no description', [
    '        "description": "Do hints help?",\n',
    '',
  ]),
  inPolicy('partition-scheme-misspelt', 'The scheme is misspelt', [
    '"scheme": "random"',
    '"scheme": "randm"',
  ]),
  inPolicy('partition-scheme-in-capitals', 'The scheme has a capital', [
    '"scheme": "random"',
    '"scheme": "Random"',
  ]),
  inPolicy('partition-scheme-cohort', 'The scheme is cohort', ['"scheme": "random"', '"scheme": "cohort"']),
  inPolicy('partition-scheme-read-only', 'The scheme is one that only the platform makes', [
    '"scheme": "random"',
    '"scheme": "enrollment_track"',
  ]),
  inPolicy('partition-group-id-missing', 'A group has no id', ['"id": 1180274502, ', '']),
  inPolicy('partition-group-id-text', 'The id of a group is no number', [
    '"id": 1180274502',
    '"id": "second"',
  ]),
  inPolicy('partition-group-id-twice', 'Two groups have one id', ['"id": 1180274502', '"id": 1180274501']),
  inPolicy('partition-group-name-missing', 'A group has no name', ['"name": "Without hints", ', '']),
  inPolicy('partition-group-name-twice', 'Two groups have one name', [
    '"name": "Without hints"',
    '"name": "With hints"',
  ]),
  inPolicy(
    'partition-twice',
    'A partition was copied and kept its id',
    [
      '"version": 3\n      }',
      `"version": 3\n      },\n      {"id": 764310258, "name": "Copy", "description": "", "groups": [${GROUP_1}], "scheme": "random", "version": 3}`,
    ],
    '"version": 3\n      }',
  ),
  {
    id: 'policy-with-bom',
    slip: 'policy.json begins with a byte order mark',
    edits: [{ file: POLICY, from: '{\n  "course/2026"', to: '\ufeff{\n  "course/2026"' }],
  },
  {
    id: 'policy-missing',
    slip: 'policy.json is missing',
    edits: [{ file: POLICY, write: null }],
  },
  inFile('course.xml')('course-without-url-name', 'course.xml has no url_name', [' url_name="2026"', '']),
  inFile('course.xml')('course-of-another-run', 'course.xml names a run that is not there', [
    'url_name="2026"',
    'url_name="2025"',
  ]),
  inFile('course.xml')('course-without-org', 'course.xml has no org', [' org="Org"', '']),
  inFile('course/2026.xml')('chapter-misspelt', 'The course points to a chapter that is not there', [
    'url_name="first"',
    'url_name="frist"',
  ]),
];
