/** A course of the size and shape of real ones for the printed report: 800 blocks, 32 split_tests in 2 experiments. */
import { unitCourse } from './courses.js';

const CHAPTERS = 8;
const SEQUENTIALS = 4;
const PLACES = 32;
/** The places of the second experiment, which has four groups. */
const EVERY = 4;

const PARTITIONS = [
  { id: 1, name: 'Worked examples', groups: ['Explained', 'Practised'] },
  { id: 2, name: 'Tone of the tasks', groups: ['Plain', 'Story', 'Question', 'Plain again'] },
].map(({ id, name, groups }) => ({
  id,
  name,
  description: '',
  scheme: 'random',
  version: 3,
  groups: groups.map((group, index) => ({ id: id * 10 + index, name: group, version: 1 })),
}));

const SENTENCES = [
  'A swarm leaves the hive when the old queen has no room left for her eggs.',
  'Scouts look at hollow trees, chimneys and empty boxes, and dance for the one they like best.',
  'The keeper counts the frames with brood and notes the weight of the hive every week.',
  'Where lime trees flower late, the bees still bring nectar in July.',
  'Most of the honey is made in three weeks of the year, so a wet June is felt until spring.',
  'Cold nights matter less than wind, and wind matters less than hunger.',
  'In the city the roofs are warm, and the balconies are planted from March to November.',
  'Nobody opens a hive in the rain unless there is a reason that cannot wait.',
];

function paragraph(seed: number, sentences = 4): string {
  const all = Array.from(
    { length: sentences },
    (_, index) => SENTENCES[(seed * 3 + index * (1 + (seed % 3))) % 8]!,
  );
  return `<p>${all.join(' ')} (${seed})</p>`;
}

/** Some paragraphs; those of another `own` differ in one of them. */
function text(seed: number, paragraphs: number, own = ''): string {
  const all = Array.from({ length: paragraphs }, (_, index) => paragraph(seed * 10 + index));
  if (own !== '') all[1] = `<p>${own} ${SENTENCES[seed % 8]!}</p>`;
  return `<h3>Lesson ${seed}</h3>${all.join('\n')}`;
}

function problem(seed: number, right: number, name: string): string {
  const choices = [2, 3, 4, 5].map(
    (frames) => `<choice correct="${frames === right}">${frames} frames of brood in week ${seed}</choice>`,
  );
  return `<problem display_name="${name}"><p>${SENTENCES[seed % 8]!} How many frames does the keeper count in week ${seed}?</p><multiplechoiceresponse><choicegroup>${choices.join('')}</choicegroup><solution><div class="detailed-solution"><p>Explanation</p><p>${SENTENCES[(seed + 3) % 8]!}</p></div></solution></multiplechoiceresponse></problem>`;
}

const video = (seed: number, name: string): string =>
  `<video display_name="${name}" youtube_id_1_0="abcdefgh${String(100 + seed)}"/>`;

class Files {
  readonly all: Record<string, string | Uint8Array> = {};
  #count = 0;

  html(content: string, name: string): string {
    const id = this.#id();
    this.all[`html/${id}.xml`] = `<html filename="${id}" display_name="${name}"/>`;
    this.all[`html/${id}.html`] = content;
    return `<html url_name="${id}"/>`;
  }

  other(xml: string): string {
    const tag = /^<(\w+)/.exec(xml)![1]!;
    const id = this.#id();
    this.all[`${tag}/${id}.xml`] = xml;
    return `<${tag} url_name="${id}"/>`;
  }

  unit(name: string, children: readonly string[]): string {
    return this.other(`<vertical display_name="${name}">${children.join('')}</vertical>`);
  }

  #id(): string {
    this.#count += 1;
    return this.#count.toString(16).padStart(8, '0').repeat(4);
  }
}

/** What one group shows in a place: texts that differ in one paragraph, a video against a text, another right answer. */
function groupContent(files: Files, place: number, group: number): string[] {
  // The last of four groups shows what the first shows.
  const own = group === 3 ? 0 : group;
  const task = (right = 2): string => files.other(problem(place, right, 'How many frames?'));
  const film = (name: string, number = place): string => files.other(video(number, name));
  const reading = (): string => {
    const paragraphs = text(place, 6, own === 0 ? '' : `Group ${own} reads this in week ${place}.`);
    return files.html(paragraphs, 'Reading');
  };
  if (place % 4 === 0) return [reading(), task()];
  if (place % 4 === 1)
    return [own === 0 ? files.html(text(place, 4), 'The swarm') : film('The swarm'), film('A look')];
  if (place % 4 === 2) return [task(2 + own), film('A look')];
  return [reading(), film('The keeper', place + own), task()];
}

function splitTest(files: Files, place: number): string {
  const { id, groups } = PARTITIONS[place % EVERY === EVERY - 1 ? 1 : 0]!;
  const units = groups.map(({ name }, index) => files.unit(name, groupContent(files, place, index)));
  const keys = groups.map((group, index) => [
    group.id,
    `block-v1:Org+C1+run+type@vertical+block@${/url_name="([^"]*)"/.exec(units[index]!)![1]}`,
  ]);
  const map = JSON.stringify(Object.fromEntries(keys)).replaceAll('"', '&quot;');
  return files.other(
    `<split_test display_name="Trial ${place + 1}" user_partition_id="${id}" group_id_to_child="${map}">${units.join('')}</split_test>`,
  );
}

/** The files of the course. @param blocks how many blocks it has together */
export function paperCourse(blocks = 800): Record<string, string | Uint8Array> {
  const files = new Files();
  const sequentials = Array.from({ length: PLACES }, (_, place) => [
    files.unit(`Trial in lesson ${place + 1}`, [splitTest(files, place)]),
  ]);
  const count = (): number =>
    Object.keys(files.all).filter((path) => path.endsWith('.xml')).length + CHAPTERS + PLACES + 1;
  for (let unit = 0; count() < blocks; unit += 1) {
    const makers = [
      (): string => files.html(text(100 + unit, 3), 'Reading'),
      (): string => files.other(problem(unit, 3, 'Check')),
      (): string => files.other(video(unit, 'Film')),
    ];
    const leaves = makers.slice(0, Math.max(0, blocks - count() - 1)).map((make) => make());
    sequentials[unit % PLACES]!.push(files.unit(`Lesson ${unit + 1}`, leaves));
  }
  const chapters = Array.from({ length: CHAPTERS }, (_, chapter) => {
    const own = sequentials.slice(chapter * SEQUENTIALS, (chapter + 1) * SEQUENTIALS);
    const inside = own.map(
      (units, index) =>
        `<sequential url_name="s${chapter}_${index}" display_name="${chapter + 1}.${index + 1} Season ${index + 1}">${units.join('')}</sequential>`,
    );
    return `<chapter url_name="c${chapter}" display_name="Chapter ${chapter + 1}">${inside.join('')}</chapter>`;
  });
  const { 'course.xml': root } = unitCourse('');
  return {
    'course.xml': root!,
    'course/run.xml': `<course display_name="A Year of Bees">${chapters.join('\n')}</course>`,
    ...files.all,
    'policies/run/policy.json': JSON.stringify({ 'course/run': { user_partitions: PARTITIONS } }),
  };
}
