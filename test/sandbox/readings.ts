import { z } from 'zod';

const off = z.enum(['off', 'on']).default('off');
const updateVerb = z.enum(['both', 'PATCH', 'PUT']).default('both');

/**
 * The points on which what is known of Heffl can be read in more than one way, with the default first.
 * Every one can be switched while the sandbox runs.
 */
export const readingsSchema = z.strictObject({
  // How answers look.
  listShape: z.enum(['items', 'data', 'array']).default('items'),
  errorShape: z.enum(['flat', 'nested']).default('flat'),
  errorFields: z.enum(['named', 'unnamed']).default('named'),
  createStatus: z.enum(['200', '201']).default('200'),
  deleteAnswer: z.enum(['record', 'json', 'empty204']).default('record'),
  shortAnswers: off,
  nullKeys: z.enum(['kept', 'dropped']).default('kept'),
  timestamps: z.enum(['ms', 's']).default('ms'),
  customFieldKeys: z.enum(['prefixed', 'bare', 'topLevel']).default('prefixed'),
  numericIds: off,
  leadReference: z.enum(['both', 'names', 'ids']).default('both'),
  stageNames: z.enum(['documented', 'name', 'label']).default('documented'),
  pipelineList: z.enum(['full', 'short']).default('full'),

  // What a line without a quantity or a price counts as: 0, or one of its product at the product's price.
  omittedAmounts: z.enum(['zero', 'filled']).default('zero'),

  // What is served, and what is taken.
  leadUpdateVerb: updateVerb,
  clientUpdateVerb: updateVerb,
  unservedVerb: z.enum(['405', '404']).default('405'),
  referencePaths: z.enum(['both', 'nested', 'flat']).default('both'),
  limitOutOfRange: z.enum(['refuse', 'clamp']).default('refuse'),
  listFilters: z.enum(['ignored', 'applied', 'refused']).default('ignored'),
  clientNames: z.enum(['required', 'optional']).default('required'),
  leadOwner: z.enum(['ignored', 'taken']).default('ignored'),
  leadArchived: z.enum(['ignored', 'taken']).default('ignored'),
  unknownSource: z.enum(['created', 'ignored', 'refused']).default('created'),
  tagChange: z.enum(['replace', 'add']).default('replace'),
  webhookList: z.enum(['served', 'unserved']).default('served'),
  unknownEvent: z.enum(['accept', 'refuse', 'refusePlanned', 'refuseUncertain']).default('accept'),
  rateLimitHint: z
    .enum([
      'resetSeconds',
      'resetEpoch',
      'retryAfterSeconds',
      'retryAfterDate',
      'rateLimitItems',
      'rateLimitFields',
      'none',
    ])
    .default('resetSeconds'),

  // How events are told.
  envelope: z.enum(['payload', 'data', 'bare']).default('payload'),
  dealClient: z.enum(['nested', 'flat']).default('nested'),
  hookIds: z.enum(['numeric', 'public']).default('numeric'),
  formResponseId: z.enum(['with', 'without']).default('with'),
  secretForm: z.enum(['whsec', 'plain']).default('whsec'),
  signingKey: z.enum(['decoded', 'text', 'whole']).default('decoded'),
  extraSignature: z.enum(['none', 'wrongFirst']).default('none'),
});

export type Readings = z.output<typeof readingsSchema>;

/** The documented readings, but for those named. */
export const readingsFrom = (chosen: Partial<Readings> = {}): Readings => readingsSchema.parse(chosen);

/** Every reading's name with its possible values, the default first. */
export const readingChoices = (): [name: string, values: string[]][] =>
  Object.entries(readingsSchema.shape).map(([name, schema]) => {
    const { defaultValue } = schema.def;
    return [name, [defaultValue, ...schema.unwrap().options.filter((value) => value !== defaultValue)]];
  });
