import { recordKind } from '../../kinds.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import type { Resource } from '../resource.js';

/**
 * Heffl documents the event, and nothing of what is in it: only the ID is promised, and everything else is passed on as
 * it comes.
 */
const formResponse = recordKind({
  noun: 'Form Response',
  outputs: [{ key: 'id', label: 'Form Response ID', type: 'string', primary: true }],
  sample: { id: 'frs_abc123' },
});

export const forms: Resource = {
  triggers: [
    instantTrigger({
      key: 'form_response_created',
      kind: formResponse,
      event: 'form.response.created',
      label: 'New Form Response',
      description: 'Triggers when someone fills in one of your forms, whichever it is.',
      note: 'To use the answers of a form in later steps, switch this Zap on once, send one response to the form yourself, and then load new samples in the test of this trigger. The answers can be chosen from then on.',
    }),
  ],
};
