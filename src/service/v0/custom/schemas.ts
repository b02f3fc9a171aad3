/** The shapes of user metadata and upsell for the API document. */
import Type, { type TSchema } from 'typebox';

const orNull = (schema: TSchema): TSchema => Type.Union([schema, Type.Null()]);
const text = orNull(Type.String());
const date = orNull(Type.String({ description: 'As Python’s isoformat: 2026-01-31T12:00:00+00:00.' }));
const flag = orNull(Type.Boolean());

const Program = Type.Object({
  uuid: text,
  title: text,
  marketing_url: text,
  status: text,
  is_eligible_for_one_click_purchase: flag,
  total_courses: orNull(Type.Integer()),
  complete_enrollment: Type.Boolean(),
  has_courses_left_to_purchase: Type.Boolean(),
  courses_left_to_purchase_price: text,
  courses_left_to_purchase_url: text,
});

const Metadata = Type.Object(
  {
    username: text,
    user_id: orNull(Type.Integer()),
    course_id: text,
    course_display_name: text,
    enrollment_mode: text,
    upgrade_link: text,
    upgrade_price: text,
    audit_access_deadline: date,
    course_duration: orNull(Type.Number({ description: 'Seconds.' })),
    pacing_type: text,
    has_staff_access: flag,
    forum_roles: Type.Array(Type.Array(Type.String())),
    partition_groups: Type.Record(Type.String(), Type.Array(Type.Union([Type.Integer(), Type.String()]))),
    has_non_audit_enrollments: flag,
    program_key_fields: orNull(Program),
    email: Type.Optional(Type.String()),
    schedule_start: date,
    enrollment_time: date,
    course_start: date,
    course_end: date,
    dynamic_upgrade_deadline: date,
    course_upgrade_deadline: date,
    course_key_fields: Type.Object({ org: Type.String(), course: Type.String(), run: Type.String() }),
  },
  {
    description:
      'The known facts; `Facts-Unknown` lists the unknown ones, which are null as if they were not set',
  },
);

const Upsell = Type.Object(
  {
    show_upsell: Type.Boolean(),
    upsell_flag: Type.Optional(Type.Boolean()),
    course_running: Type.Optional(Type.Boolean()),
    price: Type.Optional(Type.String()),
    experiment_bucket: Type.Optional(Type.Integer()),
    user_upsell: Type.Optional(Type.Boolean()),
    basket_url: Type.Optional(text),
  },
  { description: 'Whether to show the offer; the other members are for diagnosis' },
);

const detail = (description: string) => Type.Object({ detail: Type.String() }, { description });
const developer = (description: string) => Type.Object({ developer_message: Type.String() }, { description });
const LATER = 'The facts or the store are not available; try again after Retry-After seconds';
const MANY = 'Too many requests; try again after Retry-After seconds';

export const METADATA = {
  tags: ['experiments v0: custom'],
  summary: 'Get the facts about a learner in a course (staff, or the learner by the exact username)',
  'x-path': '/api/experiments/v0/custom/userMetadata/{username},{course_key}',
  params: Type.Object({
    username: Type.String({ minLength: 1, description: 'A username; staff may also use an e-mail address.' }),
    course_key: Type.String({ minLength: 1, description: 'course-v1:org+course+run' }),
  }),
  response: {
    200: Metadata,
    401: detail('The caller is not logged in'),
    403: detail('The user is not the caller'),
    404: Type.Union([Type.Object({ message: Type.String() }), Type.Object({ detail: Type.String() })], {
      description: 'The user or the course does not exist',
    }),
    429: detail(MANY),
    503: detail(LATER),
  },
};

export const UPSELL = {
  tags: ['experiments v0: custom'],
  summary: 'Get whether the mobile app offers the caller an upgrade (logged in, or with X-Edx-Api-Key)',
  querystring: Type.Object({
    course_id: Type.Optional(Type.String({ description: 'The key of the course.' })),
  }),
  response: {
    200: Upsell,
    400: Type.String({ description: 'The course_id is missing or is not a course key' }),
    401: developer('The caller is not logged in and has no API key'),
    403: developer('The token of the caller may not be used'),
    404: developer('The course does not exist'),
    429: developer(MANY),
    503: developer(LATER),
  },
};
