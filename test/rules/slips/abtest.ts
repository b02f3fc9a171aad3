/** Slips of authors of an abtest: groups, portions, names, places. */
import { inFile, inTone, type Slip, TONE } from './slip.js';

const inBye = inFile('abtest/bye.xml');
const inWelcome = inFile('vertical/welcome.xml');
const PLAIN = '<group name="plain" portion="0.5">';
const STORY = '<group name="story" portion="0.3">';

export const abtestSlips: readonly Slip[] = [
  inTone('experiment-missing', 'The experiment has no name', [' experiment="Tone of the texts"', '']),
  inTone('experiment-empty', 'The experiment has an empty name', [
    'experiment="Tone of the texts"',
    'experiment=""',
  ]),
  inTone('experiment-attribute-misspelt', 'The attribute experiment is misspelt', [
    'experiment=',
    'experiement=',
  ]),
  inTone('experiment-attribute-in-capitals', 'The attribute experiment has a capital', [
    'experiment=',
    'Experiment=',
  ]),
  inTone('experiment-one-letter-less', 'The name of the experiment lacks a letter in one block', [
    'Tone of the texts',
    'Tone of the text',
  ]),
  inTone('experiment-other-case', 'The name of the experiment has another capital in one block', [
    'Tone of the texts',
    'Tone of the Texts',
  ]),
  inTone('experiment-space-at-end', 'The name of the experiment ends with a space in one block', [
    'Tone of the texts',
    'Tone of the texts ',
  ]),
  inTone('experiment-other-groups', 'A group has another name in one block of the experiment', [
    'name="story"',
    'name="tale"',
  ]),
  inTone('experiment-other-portions', 'A group has another portion in one block of the experiment', [
    'portion="0.3"',
    'portion="0.4"',
  ]),
  inTone('group-name-missing', 'A group has no name', ['name="plain" ', '']),
  inTone('group-name-empty', 'A group has an empty name', ['name="plain"', 'name=""']),
  inTone('group-name-attribute-misspelt', 'The attribute name is misspelt', ['name="plain"', 'nmae="plain"']),
  inTone('group-name-twice', 'Two groups have one name', ['name="story"', 'name="plain"']),
  inTone('group-name-other-case', 'Two groups differ in capitals only', ['name="story"', 'name="Plain"']),
  inTone('group-name-padded', 'The name of a group has spaces around it', ['name="plain"', 'name=" plain "']),
  inTone('group-name-reserved', 'A group has the reserved name', ['name="plain"', 'name="_DEFAULT_GROUP"']),
  inTone('group-id-for-name', 'A group has an id in place of a name', ['name="plain"', 'id="plain"']),
  inTone('portion-missing', 'A group has no portion', [' portion="0.5"', '']),
  inTone('portion-percent', 'A portion is a percentage', ['portion="0.5"', 'portion="50%"']),
  inTone('portion-comma', 'A portion has a decimal comma', ['portion="0.5"', 'portion="0,5"']),
  inTone('portion-fraction', 'A portion is a fraction', ['portion="0.5"', 'portion="1/2"']),
  inTone('portion-word', 'A portion is a word', ['portion="0.5"', 'portion="half"']),
  inTone('portion-empty', 'A portion is empty', ['portion="0.5"', 'portion=""']),
  inTone('portion-of-hundred', 'A portion counts to 100', ['portion="0.5"', 'portion="50"']),
  inTone('portion-negative', 'A portion is negative', ['portion="0.5"', 'portion="-0.5"']),
  inTone('portion-above-one', 'A portion is above 1', ['portion="0.5"', 'portion="1.5"']),
  inTone('portion-two-points', 'A portion has two points', ['portion="0.5"', 'portion="0.5.0"']),
  inTone('portion-letter-o', 'A portion has the letter O for a zero', ['portion="0.5"', 'portion="O.5"']),
  inTone('portion-attribute-misspelt', 'The attribute portion is misspelt', [
    'portion="0.5"',
    'portoin="0.5"',
  ]),
  inTone('portion-attribute-plural', 'The attribute portion is in the plural', [
    'portion="0.5"',
    'portions="0.5"',
  ]),
  inTone('portion-called-weight', 'The portion is called weight', ['portion="0.5"', 'weight="0.5"']),
  inTone('portions-above-one', 'The portions add up to more than 1', ['portion="0.3"', 'portion="0.6"']),
  inTone('portions-leave-nothing', 'The portions leave nothing for the default group', [
    'portion="0.3"',
    'portion="0.5"',
  ]),
  inTone('portion-zero', 'A group with content has the portion 0', ['portion="0.3"', 'portion="0"']),
  inTone('default-missing', 'There is no default group', [
    '  <default>\n    <html url_name="welcome_short">\n      <p>Welcome! Start with the safety page.</p>\n    </html>\n  </default>\n',
    '',
  ]),
  inTone(
    'default-twice',
    'There are two default groups',
    ['</default>', '</default>\n  <default><html url_name="more"><p>More</p></html></default>'],
    '</default>',
  ),
  inTone('default-misspelt', '<default> is misspelt in both tags', [
    'default>\n    <html',
    'defualt>\n    <html',
  ]),
  inTone('default-in-capitals', '<default> has a capital', ['<default>', '<Default>']),
  inTone('default-with-portion', 'The default group has a portion', ['<default>', '<default portion="0.2">']),
  inTone(
    'default-with-name',
    'The default group has a name',
    ['<default>', '<default name="rest">'],
    '<default>',
  ),
  inTone('default-as-group', 'The default group is written as a group without a portion', [
    '<default>',
    '<group name="default">',
  ]),
  inTone('group-empty', 'A group holds nothing', ['    <html url_name="welcome_plain"/>\n', '']),
  inTone('group-misspelt', '<group> is misspelt', [
    `${PLAIN}\n    <html url_name="welcome_plain"/>\n  </group>`,
    '<gruop name="plain" portion="0.5">\n    <html url_name="welcome_plain"/>\n  </gruop>',
  ]),
  inTone('group-in-capitals', '<group> has a capital', [
    `${PLAIN}\n    <html url_name="welcome_plain"/>\n  </group>`,
    '<Group name="plain" portion="0.5">\n    <html url_name="welcome_plain"/>\n  </Group>',
  ]),
  inTone('group-in-group', 'A group is inside another one', [`</group>\n  ${STORY}`, STORY]),
  inTone(
    'content-outside-groups',
    'A block is outside every group',
    ['<default>', '<html url_name="loose"><p>Loose</p></html>\n  <default>'],
    '<default>',
  ),
  inTone(
    'text-in-abtest',
    'Text is directly in the abtest',
    [PLAIN, `Half of the learners:\n  ${PLAIN}`],
    PLAIN,
  ),
  inTone(
    'text-in-group',
    'Text is directly in a group',
    ['<html url_name="welcome_plain"/>', 'Welcome!\n    <html url_name="welcome_plain"/>'],
    '<html url_name="welcome_plain"/>',
  ),
  inTone(
    'markup-in-group',
    'HTML is directly in a group',
    ['<html url_name="welcome_plain"/>', '<p>Welcome!</p>'],
    '<html url_name="welcome_plain"/>',
  ),
  inTone(
    'processing-instruction',
    'A processing instruction is among the groups',
    [PLAIN, `<?groups two?>\n  ${PLAIN}`],
    PLAIN,
  ),
  inTone(
    'nested-same-experiment',
    'The experiment is inside itself',
    [
      '<html url_name="welcome_plain"/>',
      '<abtest experiment="Tone of the texts" url_name="inner"><group name="plain" portion="0.5"><html url_name="i1"><p>1</p></html></group><group name="story" portion="0.3"><html url_name="i2"><p>2</p></html></group><default><html url_name="i3"><p>3</p></html></default></abtest>',
    ],
    '<html url_name="welcome_plain"/>',
  ),
  inTone('child-misspelt', 'A child is misspelt by one letter', [
    'url_name="welcome_story"',
    'url_name="welcome_storey"',
  ]),
  inTone('child-with-ending', 'A child is named with the ending of its file', [
    'url_name="welcome_story"',
    'url_name="welcome_story.xml"',
  ]),
  inTone('child-with-folder', 'A child is named with its folder', [
    'url_name="welcome_story"',
    'url_name="html/welcome_story"',
  ]),
  inTone('child-of-another-kind', 'A pointer has the tag of another kind of block', [
    '<problem url_name="welcome_question"/>',
    '<html url_name="welcome_question"/>',
  ]),
  inTone('child-tag-misspelt', 'The tag of a child is misspelt', [
    '<html url_name="welcome_story"/>',
    '<htlm url_name="welcome_story"/>',
  ]),
  inTone('child-attribute-misspelt', 'url_name is misspelt', [
    '<html url_name="welcome_story"/>',
    '<html urlname="welcome_story"/>',
  ]),
  inTone('child-with-space', 'The name of a child has a space', [
    'url_name="welcome_short"',
    'url_name="welcome short"',
  ]),
  inTone('child-with-percent', 'The name of a child has a percent sign', [
    'url_name="welcome_short"',
    'url_name="welcome%20short"',
  ]),
  inTone(
    'child-pointer-with-settings',
    'A pointer has a setting beside its name',
    ['<html url_name="welcome_story"/>', '<html url_name="welcome_story" display_name="Story"/>'],
    '<html url_name="welcome_story"/>',
  ),
  inBye('child-named-twice', 'Two blocks of the course have one name and two contents', [
    'url_name="bye_plain"',
    'url_name="welcome_short"',
  ]),
  inBye('problem-named-twice', 'A problem is used in two experiments', [
    '<html url_name="bye_story"><p>It is evening, and the hive has gone quiet.</p></html>',
    '<problem url_name="welcome_question"/>',
  ]),
  {
    id: 'child-file-other-case',
    slip: 'The file of a child differs in capitals',
    edits: [
      { file: 'html/welcome_story.xml', write: null },
      { file: 'html/Welcome_Story.xml', write: '<html filename="welcome_story" display_name="Welcome"/>\n' },
    ],
    mend: [
      { file: 'html/Welcome_Story.xml', write: null },
      { file: 'html/welcome_story.xml', write: '<html filename="welcome_story" display_name="Welcome"/>\n' },
    ],
  },
  {
    id: 'child-file-missing',
    slip: 'The file of a child is missing',
    edits: [{ file: 'problem/welcome_question.xml', write: null }],
  },
  {
    id: 'html-body-missing',
    slip: 'The .html of an html block is missing',
    edits: [{ file: 'html/welcome_story.html', write: null }],
  },
  inFile('html/welcome_story.xml')('html-filename-misspelt', 'The filename of an html block is misspelt', [
    'filename="welcome_story"',
    'filename="welcom_story"',
  ]),
  inWelcome('block-misspelt', 'The unit points to an abtest that is not there', [
    'url_name="tone"',
    'url_name="tones"',
  ]),
  inWelcome('block-tag-misspelt', 'The unit points with a misspelt tag', [
    '<abtest url_name="tone"/>',
    '<ab_test url_name="tone"/>',
  ]),
  inWelcome('block-tag-in-capitals', 'The unit points with a tag in capitals', [
    '<abtest url_name="tone"/>',
    '<ABTest url_name="tone"/>',
  ]),
  inWelcome('block-not-used', 'Nothing points to the abtest', [
    '  <abtest url_name="tone"/>\n',
    '  <html url_name="welcome_plain"/>\n',
  ]),
  inWelcome('pointer-with-settings', 'The pointer to the abtest has a setting', [
    '<abtest url_name="tone"/>',
    '<abtest url_name="tone" display_name="Welcome"/>',
  ]),
  {
    id: 'root-in-capitals',
    slip: 'The root tag of the file is in capitals',
    edits: [
      { file: TONE, from: '<abtest experiment', to: '<ABTest experiment' },
      { file: TONE, from: '</abtest>', to: '</ABTest>' },
    ],
  },
  {
    id: 'root-of-another-kind',
    slip: 'The root tag of the file is another block',
    edits: [
      { file: TONE, from: '<abtest experiment', to: '<vertical experiment' },
      { file: TONE, from: '</abtest>', to: '</vertical>' },
    ],
  },
  {
    id: 'pointer-to-itself',
    slip: 'The file of the abtest holds a pointer to itself',
    edits: [{ file: TONE, write: '<abtest url_name="tone"/>\n' }],
  },
  inFile('chapter/first.xml')(
    'abtest-in-a-chapter',
    'The abtest is directly in a chapter',
    ['<sequential url_name="visit"/>', '<sequential url_name="visit"/>\n  <abtest url_name="tone"/>'],
    '<sequential url_name="visit"/>',
  ),
];
