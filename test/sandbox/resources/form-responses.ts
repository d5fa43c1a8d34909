import { z } from 'zod';
import { pick } from '../fields.js';
import { required, text } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({
  formId: required,
  formTitle: text,
  responses: z.array(z.object({ label: z.string(), value: z.unknown() })),
});

/** What people sent through a form. Its shape is made up: Heffl names the event and shows no example. */
export const formResponses: Resource = {
  noun: 'form response',
  prefix: 'frs',
  create: fields,
  update: fields.partial(),
  shows: ['id', 'formId', 'formTitle', 'createdAt', 'responses'],
  events: {
    family: 'form.response',
    payload: (response, { readings }) => ({
      ...(readings.formResponseId === 'with' && { id: response.id }),
      ...pick(response, ['formId', 'formTitle', 'createdAt', 'responses']),
    }),
  },
};
