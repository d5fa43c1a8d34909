import { z } from 'zod';
import App from '../../index.js';

const hookTrigger = z.object({
  key: z.string(),
  display: z.object({ label: z.string() }),
  operation: z.object({ type: z.literal('hook'), sample: z.looseObject({ id: z.string() }) }),
});

/** Every instant trigger of the integration, as it is published. */
export const hookTriggers = Object.values(App.triggers)
  .filter(({ operation }) => operation.type === 'hook')
  .map((trigger) => hookTrigger.parse(trigger))
  .map(({ key, display, operation }) => ({ key, label: display.label, ...operation }));
