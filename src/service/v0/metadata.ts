/** The response to OPTIONS: the fields that a resource accepts, as Django REST Framework describes them. */
import { LARGEST_EXPERIMENT_ID, MOST_DATA_KEY_CHARACTERS } from '../../internal/learners.js';
import { PARSES } from './bodies.js';
import type { Model } from './resources.js';

const readOnly = (type: string, label: string) => ({ type, required: false, read_only: true, label });
const required = (type: string, label: string, more: object = {}) => ({
  type,
  required: true,
  read_only: false,
  label,
  ...more,
});

const ID = { id: readOnly('integer', 'ID') };
const EXPERIMENT = {
  experiment_id: required('integer', 'Experiment ID', { min_value: 0, max_value: LARGEST_EXPERIMENT_ID }),
};
const REST = {
  key: required('string', 'Key', { max_length: MOST_DATA_KEY_CHARACTERS }),
  value: required('string', 'Value'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
};
const FIELDS = {
  data: { ...ID, ...EXPERIMENT, user: readOnly('field', 'User'), ...REST },
  'key-value': { ...ID, ...EXPERIMENT, ...REST },
};
const NAMES = { data: 'Experiment Data', 'key-value': 'Experiment Key Value' };

/** @param methods those of POST and PUT that the caller may use here */
export function describe(
  model: Model,
  suffix: 'List' | 'Instance' | 'Bulk Upsert',
  methods: readonly string[],
) {
  return {
    ...plainDescription(`${NAMES[model]} ${suffix}`),
    ...(methods.length > 0 && {
      actions: Object.fromEntries(methods.map((method) => [method, FIELDS[model]])),
    }),
  };
}

export function plainDescription(name: string) {
  return { name, description: '', renders: ['application/json'], parses: PARSES };
}
