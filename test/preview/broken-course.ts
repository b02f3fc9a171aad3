/** A course in which an author broke experiments in the ways that people do. */
const MAP = (a: string, b: string): string =>
  JSON.stringify({ 1: `i4x://Org/C1/vertical/${a}`, 2: `i4x://Org/C1/vertical/${b}` });

const split = (name: string, a: string, b: string, children: string): string =>
  `<split_test url_name="${name}" display_name="${name}" user_partition_id="100" group_id_to_child='${MAP(a, b)}'>${children}</split_test>`;

const seen = (name: string): string =>
  `<vertical url_name="${name}"><html url_name="h-${name}" display_name="Text">one two ${name}</html></vertical>`;

export const BROKEN_COURSE: Readonly<Record<string, string>> = {
  'course.xml': '<course url_name="run" org="Org" course="C1"/>',
  'course/run.xml':
    '<course display_name="Broken"><chapter url_name="ch" display_name="One"><sequential url_name="se"><vertical url_name="un"/></sequential></chapter></course>',
  'policies/run/policy.json': JSON.stringify({
    'course/run': {
      user_partitions: [
        {
          id: 100,
          name: 'Inquiry',
          description: 'Group B gets no questions <b>first</b>.',
          scheme: 'random',
          version: 1,
          groups: [
            { id: 1, name: 'Group A', version: 1 },
            { id: 2, name: 'Group B', version: 1 },
          ],
        },
      ],
    },
  }),
  'vertical/un.xml': `<vertical display_name="Unit">
${split('whole', 'wa', 'wb', seen('wa') + seen('wb'))}
${split('empty', 'ea', 'eb', `${seen('ea')}<vertical url_name="eb"/>`)}
${split('missing', 'ma', 'mb', `${seen('ma')}<vertical url_name="mb"/>`)}
${split('away', 'aa', 'ab', seen('aa'))}
<split_test url_name="lost"/>
<abtest url_name="three" experiment="Portions"><group name="A" portion="0.5"><html url_name="t1">x</html></group><group name="B" portion="0.5"><html url_name="t2">y</html></group></abtest>
<abtest url_name="less" experiment="Portions"><group name="A" portion="0.3"><html url_name="l1">x</html></group><group name="B" portion="0.5"><html url_name="gone"/></group></abtest>
</vertical>`,
  'vertical/eb.xml': '<vertical display_name="Group ID 2"/>',
  'split_test/lost.xml': '<split_test user_partition_id="100" display_name="Lost"><vertical url_name="x"/>',
};
