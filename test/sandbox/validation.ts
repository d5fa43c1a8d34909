import { z } from 'zod';
import { refuseAny } from './api-error.js';
import type { Fields } from './fields.js';

/** The kinds of input that Heffl takes. All but `required` may be absent, or null to clear the field. */
export const required = z.string().min(1);
export const text = z.string().nullish();
export const id = text;
export const texts = z.array(z.string()).nullish();
export const ids = texts;
export const number = z.number().nullish();
export const flag = z.boolean().nullish();
export const email = z.email('Invalid email address format').nullish();

// A time needs its offset: without one Heffl could only guess which day is meant.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;
export const requiredDate = z
  .string()
  .refine((value) => DATE_TIME.test(value) && !Number.isNaN(Date.parse(value)))
  .transform((value) => new Date(value).toISOString());
export const date = requiredDate.nullish();

/** What is wrong with a field, in words that follow its name. */
const complaint = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return `must be a valid ${issue.format}`;
    case 'too_small':
      return issue.origin === 'number' ? `must be at least ${issue.minimum}` : 'must not be empty';
    case 'custom':
      return 'must be an ISO 8601 date, or a time with its offset';
    default:
      return 'is invalid';
  }
};

/** The known fields of the input, or a refusal that says what is wrong with them. Unknown ones are ignored. */
export const validate = (schema: z.ZodObject, input: Fields): Fields => {
  const { data = {}, error } = schema.safeParse(input, {
    error: (issue) => `${issue.path?.join('.')} ${complaint(issue)}`,
  });
  refuseAny(error?.issues.map(({ path, message }) => ({ field: path.join('.'), message })) ?? []);
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
};
