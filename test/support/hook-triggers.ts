import { z } from 'zod';
import App from '../../index.js';

const hookTrigger = z.object({
  key: z.string(),
  display: z.object({ label: z.string() }),
  operation: z.object({
    type: z.literal('hook'),
    sample: z.looseObject({ id: z.string() }),
    outputFields: z.array(z.object({ key: z.string(), type: z.string().optional() })),
  }),
});

/** Every instant trigger of the integration, as it is published. */
export const hookTriggers = Object.values(App.triggers).flatMap((trigger) => {
  const { success, data } = hookTrigger.safeParse(trigger);
  return success ? [{ key: data.key, label: data.display.label, ...data.operation }] : [];
});
