/** The response schemas, and the conversion of a decision to its response; names are those of the library and the command line. */
import Type, { type Static, type TSchema } from 'typebox';
import type { Decision as RuntimeDecision } from '../../index.js';
import { DiagnosticSchema, named, oneOf, orNull, textOrNull } from '../openapi/openapi-schema.js';
import type { ServedCourse } from './served-course.js';

const strict = { additionalProperties: false };

export const Verdict = Type.Object(
  {
    valid: Type.Boolean({ description: 'Whether there are no errors; warnings do not count' }),
    truncated: Type.Boolean({
      description:
        'Whether there are more findings than `diagnostics` has. After the first 2,000 of a rule they are only counted',
    }),
    summary: Type.Object(
      {
        files: Type.Integer(),
        blocks: Type.Integer({ description: 'The number of A/B blocks' }),
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
  { ...strict, description: 'The findings of the rules about the text' },
);

export const Courses = Type.Object(
  {
    courses: Type.Array(
      Type.Object(
        {
          course: Type.String({
            description: 'The identifier for the other routes: the course key, if there is one',
          }),
          kind: oneOf(
            ['course', 'library', 'blocks', 'policy'],
            '`blocks`: a single file; `policy`: a policy.json alone',
          ),
          label: Type.String({
            description: 'The path that it was read from; for learners only its last part',
          }),
          experiments: Type.Integer(),
          brokenBlocks: Type.Integer({ description: 'A/B blocks that cannot assign learners' }),
        },
        strict,
      ),
    ),
  },
  { ...strict, description: 'The courses of the service' },
);

const BlockView = Type.Object(
  {
    block: Type.String({ description: 'The usage key, as used by the other routes' }),
    kind: oneOf(['abtest', 'split_test'], 'The kind of A/B block'),
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
    scope: Type.String({ description: 'The key of assignments' }),
    experiments: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          key: Type.String({ description: 'The key of assignments' }),
          groups: Type.Array(
            Type.Object(
              {
                name: Type.String(),
                key: Type.String({ description: "The stored key; for a split_test the group's id" }),
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
    broken: Type.Array(named(BlockView), {
      description: 'Blocks that cannot assign learners and show nothing',
    }),
  },
  { ...strict, description: 'The experiments of a course, in course order' },
);

const Decision = Type.Object(
  {
    experiment: textOrNull('The name of the experiment; null for a block that cannot assign learners'),
    learner: Type.String(),
    group: textOrNull("The learner's group; the stored name of a stale one; null for a broken block"),
    reason: oneOf(
      ['forced', 'stored', 'split', 'flag-off', 'flag-outside-window', 'flag-forced', 'ended', 'broken'],
      '`stored`: assigned before; `split`: drawn now, stored by PUT only; `ended`: the experiment has ended; `broken`: the block cannot assign learners; the others: the group was forced, or determined by a flag, and nothing is stored',
    ),
    stale: Type.Boolean({ description: 'The stored group is no longer in the block' }),
    shown: textOrNull('The group whose children are shown; null when none are shown'),
    assignment: orNull(
      Type.Object(
        {
          group: Type.String({ description: "The group's key" }),
          strategy: Type.String({ description: 'The strategy that chose the group, with its version' }),
          assignedAt: Type.String({ description: 'ISO 8601' }),
        },
        strict,
      ),
      'The stored assignment',
    ),
  },
  { $id: 'Decision', ...strict, description: 'The group that a learner gets, and why' },
);

export const DecisionAnswer = named(Decision);

const Seen: TSchema = Type.Object(
  {
    tag: Type.String(),
    urlName: textOrNull('Its url_name'),
    displayName: textOrNull('Its display name'),
    file: Type.String({ description: 'The file of the course that holds the definition' }),
    found: Type.Boolean({ description: 'Whether there is a definition to show' }),
    hasDynamicChildren: Type.Boolean({
      description:
        'Whether this is an A/B block, whose children differ between learners and must not be cached for all',
    }),
    decision: Type.Unsafe<Static<typeof Decision> | null>({
      anyOf: [{ $ref: 'Decision#' }, { type: 'null' }],
      description: 'For A/B blocks only',
    }),
    content: orNull(
      Type.Object(
        {
          xml: textOrNull('The source of the definition'),
          html: textOrNull('The body of an html block; untrusted HTML'),
        },
        strict,
      ),
      'For a leaf, when requested',
    ),
    children: Type.Array(Type.Unsafe<unknown>({ $ref: 'Seen#' })),
  },
  { $id: 'Seen', ...strict, description: 'A block as one learner sees it' },
);

export const Children = Type.Object(
  {
    decision: named(Decision),
    children: Type.Array(Type.Unsafe<unknown>({ $ref: 'Seen#' }), {
      description: 'In document order; an A/B block among them is replaced by its own children',
    }),
  },
  { ...strict, description: 'The content that the block shows to the learner' },
);

export const Exposed = Type.Object(
  {
    recorded: Type.Boolean({
      description: 'Whether there is a record; there is none where nothing is shown, and for forced groups',
    }),
    first: Type.Boolean({ description: 'Whether this request created the record' }),
    decision: named(Decision),
  },
  { ...strict, description: 'Whether the exposure is recorded' },
);

export const LearnerView = Type.Object(
  {
    course: Type.String(),
    scope: Type.String({ description: 'The key of assignments' }),
    learner: Type.String(),
    blocks: Type.Array(
      Type.Object(
        {
          block: Type.String({ description: 'The usage key of the A/B block' }),
          decision: named(Decision),
          children: Type.Array(Type.Unsafe<unknown>({ $ref: 'Seen#' }), {
            description: 'As the children of the block; empty with `children=false`',
          }),
        },
        strict,
      ),
      { description: 'In course order; a block inside the content of another one follows it' },
    ),
  },
  { ...strict, description: 'The A/B blocks of a course that a learner meets' },
);

/** Schemas of this API that other schemas refer to. */
export const ANSWER_SCHEMAS: readonly TSchema[] = [BlockView, Decision, Seen];

/** Converts a decision to its response. */
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
