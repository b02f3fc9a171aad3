/** A course of the shape that real ones have: machine names, split_tests in units, polls, an abtest, and blocks that are wrong. */
import { unitCourse } from './courses.js';

const id = (number: number): string => number.toString(16).padStart(4, '0').repeat(8);

const PARTITIONS = [
  {
    id: 11,
    name: 'Inquiry',
    description: '',
    scheme: 'random',
    version: 3,
    groups: [
      { id: 1, name: 'Group A', version: 1 },
      { id: 2, name: 'Group B', version: 1 },
    ],
  },
  {
    id: 12,
    name: 'Faces',
    description: '',
    scheme: 'random',
    version: 3,
    groups: [
      { id: 1, name: 'Group A', version: 1 },
      { id: 2, name: 'Words', version: 1 },
      { id: 3, name: 'Faces', version: 1 },
    ],
  },
];

function question(right: number, more = ''): string {
  const choices = [2, 3, 4].map((trees) => `<choice correct="${trees === right}">${trees} trees</choice>`);
  return `<problem display_name="How many trees?"><p>How many trees does an orchard need?</p><multiplechoiceresponse><choicegroup>${choices.join('')}</choicegroup></multiplechoiceresponse>${more}</problem>`;
}

function poll(answers: readonly string[]): string {
  const written = JSON.stringify(answers.map((label, index) => [`a${index}`, { label, img: '' }]));
  return `<poll url_name="POLL" display_name="Poll" question="How was this section?" answers="${written.replaceAll('"', '&quot;')}"/>`;
}

function splitTest(partition: number, units: Readonly<Record<number, string>>, name?: string): string {
  const keys = Object.fromEntries(
    Object.entries(units).map(([group, unit]) => [group, `block-v1:Org+C1+run+type@vertical+block@${unit}`]),
  );
  const children = Object.values(units).map((unit) => `<vertical url_name="${unit}"/>`);
  return `<split_test user_partition_id="${partition}"${name === undefined ? '' : ` display_name="${name}"`} group_id_to_child="${JSON.stringify(keys).replaceAll('"', '&quot;')}">${children.join('')}</split_test>`;
}

/** Ids of the A/B blocks, for addresses. */
export const ORCHARD = {
  answer: `split_test/${id(1)}`,
  video: `split_test/${id(2)}`,
  faces: `split_test/${id(3)}`,
  tone: 'abtest/tone',
  broken: 'abtest/broken',
} as const;

/** The files of the course; units 1.1, 1.2, 2.1 and 2.2. */
export function orchardCourse(): Record<string, string | Uint8Array> {
  const units = {
    a1: id(0x11),
    b1: id(0x12),
    a2: id(0x21),
    b2: id(0x22),
    a3: id(0x31),
    w3: id(0x32),
    f3: id(0x33),
  };
  const words = poll(['I love it', 'I am thinking', 'I am confused']);
  const faces = poll(['😍', '🤔', '😕']);
  return {
    ...unitCourse(''),
    'course/run.xml': `<course display_name="The Orchard">
<chapter display_name="Planting"><sequential url_name="se1"/><sequential url_name="se2"/></chapter>
<chapter display_name="Harvest"><sequential url_name="se3"/><sequential url_name="se4"/></chapter></course>`,
    'sequential/se1.xml': '<sequential display_name="1.1 Soil"><vertical url_name="u1"/></sequential>',
    'sequential/se2.xml': '<sequential display_name="1.2 Water"><vertical url_name="u2"/></sequential>',
    'sequential/se3.xml': '<sequential display_name="2.1 Picking"><vertical url_name="u3"/></sequential>',
    'sequential/se4.xml':
      '<sequential display_name="2.2 Pressing"><vertical url_name="u4"/><vertical url_name="u5"/></sequential>',
    'vertical/u1.xml': `<vertical display_name="Counting trees"><split_test url_name="${id(1)}"/></vertical>`,
    'vertical/u2.xml': `<vertical display_name="Watering"><html url_name="${id(0x99)}"/><split_test url_name="${id(2)}"/></vertical>`,
    'vertical/u3.xml': `<vertical display_name="Your opinion"><split_test url_name="${id(3)}"/></vertical>`,
    'vertical/u4.xml': '<vertical display_name="Juice"><abtest url_name="tone"/></vertical>',
    'vertical/u5.xml': '<vertical display_name="Cider"><abtest url_name="broken"/></vertical>',
    [`split_test/${id(1)}.xml`]: splitTest(11, { 1: units.a1, 2: units.b1 }, 'Counting'),
    [`split_test/${id(2)}.xml`]: splitTest(11, { 1: units.a2, 2: units.b2 }),
    [`split_test/${id(3)}.xml`]: splitTest(12, { 1: units.a3, 2: units.w3, 3: units.f3 }, 'Poll'),
    'abtest/tone.xml':
      '<abtest display_name="Tone" experiment="Tone of the texts"><group name="plain" portion="0.25"><html url_name="plain"/></group><group name="story" portion="0.25"><html url_name="plain"/><html url_name="story"/></group><default/></abtest>',
    'abtest/broken.xml':
      '<abtest display_name="Cider &lt;test&gt;" experiment="Cider"><group name="many" portion="0.8"><html url_name="plain"/></group><group name="more" portion="0.7"><html url_name="story"/></group></abtest>',
    [`vertical/${units.a1}.xml`]: `<vertical display_name="A"><problem url_name="${id(0x51)}"/></vertical>`,
    [`vertical/${units.b1}.xml`]: `<vertical display_name="B"><problem url_name="${id(0x52)}"/></vertical>`,
    [`vertical/${units.a2}.xml`]: `<vertical display_name="A"><video url_name="${id(0x53)}"/></vertical>`,
    [`vertical/${units.b2}.xml`]: `<vertical display_name="B"><html url_name="${id(0x54)}"/></vertical>`,
    [`vertical/${units.a3}.xml`]: `<vertical display_name="A">${words.replace('POLL', 'poll_a')}</vertical>`,
    [`vertical/${units.w3}.xml`]: `<vertical display_name="W">${words.replace('POLL', 'poll_w')}</vertical>`,
    [`vertical/${units.f3}.xml`]: `<vertical display_name="F">${faces.replace('POLL', 'poll_f')}<html url_name="style"/></vertical>`,
    [`problem/${id(0x51)}.xml`]: question(3),
    [`problem/${id(0x52)}.xml`]: question(4),
    [`video/${id(0x53)}.xml`]: '<video display_name="Watering by hand" youtube_id_1_0="abcdefghijk"/>',
    [`html/${id(0x54)}.xml`]: `<html filename="${id(0x54)}" display_name="Watering by hand"/>`,
    [`html/${id(0x54)}.html`]: '<p>Take a can. Walk from tree to tree in the early morning.</p>',
    [`html/${id(0x99)}.xml`]: `<html filename="${id(0x99)}"/>`,
    [`html/${id(0x99)}.html`]: '<p>Everybody reads about drizzle first.</p>',
    'html/style.xml': '<html filename="style" display_name="css"/>',
    'html/style.html': '<style>.poll { font-size: 2rem; }</style>',
    'html/plain.xml': '<html filename="plain" display_name="Juice"/>',
    'html/plain.html': '<p>Press the apples.</p>',
    'html/story.xml': '<html filename="story" display_name="Ada presses"/>',
    'html/story.html': '<p>Ada presses apples with her uncle.</p>',
    'policies/run/policy.json': JSON.stringify({ 'course/run': { user_partitions: PARTITIONS } }),
  };
}
