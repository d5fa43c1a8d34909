import { z } from 'zod';
import { required, text } from '../validation.js';
import { type Resource, resource } from './resource.js';

/** What people sent through a form. Its shape is made up: Heffl names the event and shows no example. */
export const formResponses: Resource = resource({
  noun: 'form response',
  prefix: 'frs',
  fields: {
    formId: required,
    formTitle: text,
    responses: z.array(z.object({ label: z.string(), value: z.unknown() })),
  },
  events: 'form.response',
  payload: ({ id, formId, formTitle, responses, createdAt }, { readings }) => ({
    ...(readings.formResponseId === 'with' && { id }),
    ...{ formId, formTitle, responses, createdAt },
  }),
});
