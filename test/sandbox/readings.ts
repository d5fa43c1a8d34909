import { z } from 'zod';

const choice = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values).default(values[0]);

/**
 * The points on which what is known of Heffl can be read in more than one way, with the default first.
 * Every one can be switched while the sandbox runs.
 */
export const readingsSchema = z.strictObject({
  // How answers look.
  listShape: choice('items', 'data', 'array'), // where an answer holds its list
  errorShape: choice('flat', 'nested'), // { code, message }, or within error
  errorFields: choice('named', 'unnamed'), // whether a refusal names fields
  createStatus: choice('200', '201'),
  deleteAnswer: choice('record', 'json', 'empty204'), // the record, { id, deleted: true }, or nothing
  shortAnswers: choice('off', 'on'), // writes are answered with ID and name alone
  nullKeys: choice('kept', 'dropped'), // fields without a value
  timestamps: choice('ms', 's'),
  customFieldKeys: choice('prefixed', 'bare', 'topLevel'), // customFields.cf_x, customFields.x, cf_x
  numericIds: choice('off', 'on'), // of tasks, stages and pipelines
  leadReference: choice('both', 'names', 'ids'), // stage, stageId, or both
  stageNames: choice('documented', 'name', 'label'), // documented: name for deals, label for leads
  pipelineList: choice('full', 'short'), // with stages, or without
  omittedAmounts: choice('zero', 'filled'), // filled: one of the product, at its price

  // What is served, and what is taken.
  leadUpdateVerb: choice('both', 'PATCH', 'PUT'),
  clientUpdateVerb: choice('both', 'PATCH', 'PUT'),
  unservedVerb: choice('405', '404'),
  referencePaths: choice('both', 'nested', 'flat'), // /leads/stages, /lead-stages
  limitOutOfRange: choice('refuse', 'clamp'),
  listFilters: choice('ignored', 'applied', 'refused'), // ?search= and ?email=
  clientNames: choice('required', 'optional'),
  leadOwner: choice('ignored', 'taken'), // ownerId in a request
  leadArchived: choice('ignored', 'taken'),
  unknownSource: choice('created', 'ignored', 'refused'), // the name of a source that is not there
  tagChange: choice('replace', 'add'), // what a list of tags does to those that are there
  webhookList: choice('served', 'unserved'),
  unknownEvent: choice('accept', 'refuse', 'refusePlanned', 'refuseUncertain'), // in a webhook
  // The header that tells how long to wait.
  rateLimitHint: choice(
    'resetSeconds',
    'resetEpoch',
    'retryAfterSeconds',
    'retryAfterDate',
    'rateLimitItems',
    'rateLimitFields',
    'none',
  ),

  // How events are told.
  envelope: choice('payload', 'data', 'bare'), // where the record is
  dealClient: choice('nested', 'flat'), // client, or clientId and clientName
  hookIds: choice('numeric', 'public'), // of stages, pipelines and owners
  formResponseId: choice('with', 'without'),
  secretForm: choice('whsec', 'plain'), // whsec_ and base64, or base64
  signingKey: choice('decoded', 'text', 'whole'), // the bytes of the base64, its text, the secret as it is
  extraSignature: choice('none', 'wrongFirst'), // as while a secret is being replaced
});

export type Readings = z.output<typeof readingsSchema>;

/** Every reading's name with its possible values, the default first. */
export const readingChoices = (): [name: string, values: string[]][] =>
  Object.entries(readingsSchema.shape).map(([name, schema]) => [name, schema.unwrap().options]);
