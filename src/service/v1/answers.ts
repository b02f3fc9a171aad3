/** What the routes answer, as schemas, and a decision as it is answered; the names are those of the library and of the command line. */
import Type, { type Static, type TSchema } from 'typebox';
import type { Decision as RuntimeDecision } from '../../index.js';
import { DiagnosticSchema, named, oneOf, orNull, textOrNull } from '../openapi/openapi-schema.js';
import type { ServedCourse } from './served-course.js';

const strict = { additionalProperties: false };

export const Verdict = Type.Object(
  {
    valid: Type.Boolean({ description: 'Are there no errors? Warnings do not count' }),
    summary: Type.Object(
      {
        files: Type.Integer(),
        blocks: Type.Integer({ description: 'A/B blocks' }),
        errors: Type.Integer(),
        warnings: Type.Integer(),
        infos: Type.Integer(),
      },
      strict,
    ),
    diagnostics: Type.Array(named(DiagnosticSchema), {
      description: 'The first 1,000; `summary` counts all',
    }),
  },
  { ...strict, description: 'What the rules say about the text' },
);

export const Courses = Type.Object(
  {
    courses: Type.Array(
      Type.Object(
        {
          course: Type.String({
            description: 'The name for the other routes: the course key, if there is one',
          }),
          kind: oneOf(
            ['course', 'library', 'blocks', 'policy'],
            '`blocks`: a single file; `policy`: a policy.json alone',
          ),
          label: Type.String({ description: 'Where it was read from; for learners the last part of that' }),
          experiments: Type.Integer(),
          brokenBlocks: Type.Integer({ description: 'A/B blocks that can assign nobody' }),
        },
        strict,
      ),
    ),
  },
  { ...strict, description: 'The courses of the service' },
);

const BlockView = Type.Object(
  {
    block: Type.String({ description: 'The usage key, for the other routes' }),
    kind: oneOf(['abtest', 'split_test'], 'Which kind of A/B block'),
    urlName: textOrNull('Its url_name'),
    displayName: textOrNull('Its display name'),
    file: Type.String({ description: 'The file of the course that holds the definition' }),
    line: Type.Integer({ minimum: 1 }),
  },
  { $id: 'Block', ...strict, description: 'An A/B block of a course' },
);

export const Experiments = Type.Object(
  {
    course: Type.String(),
    scope: Type.String({ description: 'What assignments are stored under' }),
    experiments: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          key: Type.String({ description: 'What assignments are stored under' }),
          groups: Type.Array(
            Type.Object(
              {
                name: Type.String(),
                key: Type.String({ description: "What is stored; of a split_test the group's id" }),
                portion: Type.String({ description: 'The exact share: `0.25`, or `1/3`' }),
                isDefault: Type.Boolean(),
              },
              strict,
            ),
          ),
          blocks: Type.Array(named(BlockView)),
        },
        strict,
      ),
    ),
    broken: Type.Array(named(BlockView), { description: 'Blocks that can assign nobody: they show nothing' }),
  },
  { ...strict, description: 'The experiments of a course, in the order in which learners meet them' },
);

const Decision = Type.Object(
  {
    experiment: textOrNull('The name of the experiment; null for a block that can assign nobody'),
    learner: Type.String(),
    group: textOrNull("The learner's group; a stale one as it is stored; null for a broken block"),
    reason: oneOf(
      ['forced', 'stored', 'split', 'flag-off', 'flag-outside-window', 'flag-forced', 'ended', 'broken'],
      '`stored`: assigned before; `split`: drawn now, stored by PUT only; `ended`: the experiment is over; `broken`: the block can assign nobody; the others: somebody, or a flag, named the group, and nothing is stored',
    ),
    stale: Type.Boolean({ description: 'The stored group is no longer in the block' }),
    shown: textOrNull('The group whose children are shown; null: none are'),
    assignment: orNull(
      Type.Object(
        {
          group: Type.String({ description: "The group's key" }),
          strategy: Type.String({ description: 'How the group was found, with its version' }),
          assignedAt: Type.String({ description: 'ISO 8601' }),
        },
        strict,
      ),
      'What is stored',
    ),
  },
  { $id: 'Decision', ...strict, description: 'Which group a learner gets, and why' },
);

export const DecisionAnswer = named(Decision);

const Seen: TSchema = Type.Object(
  {
    tag: Type.String(),
    urlName: textOrNull('Its url_name'),
    displayName: textOrNull('Its display name'),
    file: Type.String({ description: 'The file of the course that holds the definition' }),
    found: Type.Boolean({ description: 'Is there a definition to show?' }),
    hasDynamicChildren: Type.Boolean({ description: 'An A/B block: cache nothing below it for everybody' }),
    decision: Type.Unsafe<Static<typeof Decision> | null>({
      anyOf: [{ $ref: 'Decision#' }, { type: 'null' }],
      description: 'For A/B blocks',
    }),
    content: orNull(
      Type.Object(
        {
          xml: textOrNull('The definition as its author wrote it'),
          html: textOrNull('The body of an html block. Foreign text: never trust it'),
        },
        strict,
      ),
      'Of a leaf, when it was asked for',
    ),
    children: Type.Array(Type.Unsafe<unknown>({ $ref: 'Seen#' })),
  },
  { $id: 'Seen', ...strict, description: 'A block as one learner sees it' },
);

export const Children = Type.Object(
  {
    decision: named(Decision),
    children: Type.Array(Type.Unsafe<unknown>({ $ref: 'Seen#' }), {
      description: 'In document order; an A/B block right among them is replaced by its own children',
    }),
  },
  { ...strict, description: 'What the block shows to the learner' },
);

export const Exposed = Type.Object(
  {
    recorded: Type.Boolean({
      description:
        'Is there a record of it? There is none where nothing is shown, and for groups that are forced',
    }),
    first: Type.Boolean({ description: 'Was it made now?' }),
    decision: named(Decision),
  },
  { ...strict, description: 'Whether it is recorded that the content was shown' },
);

/** Schemas of this API that others name. */
export const ANSWER_SCHEMAS: readonly TSchema[] = [BlockView, Decision, Seen];

/** A decision as it is answered. */
export function decisionView({ experimentName }: ServedCourse, decision: RuntimeDecision) {
  const { experiment, learner, group, reason, stale, shown, assignment } = decision;
  return {
    experiment: experimentName(experiment),
    learner,
    group,
    reason,
    stale,
    shown: shown === null ? null : (shown.name ?? String(shown.id)),
    assignment:
      assignment === null
        ? null
        : {
            group: assignment.group,
            strategy: assignment.strategy,
            assignedAt: assignment.assignedAt.toISOString(),
          },
  };
}
