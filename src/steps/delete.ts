import { type Bundle, defineCreate, type ZObject } from 'zapier-platform-core';
import { type Field, formFields } from '../forms/field.js';
import { requireFilled } from '../forms/required.js';
import type { Call } from '../heffl/client.js';
import { GONE } from '../heffl/facts.js';
import { lower, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { contentOf, recordIdIn } from './answers.js';
import { noteChange } from './remembered.js';
import { throttle } from './throttle.js';
import { markedWrite } from './unsure-writes.js';

type DeleteStep<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly description: string;
  /** The picker of the record. */
  readonly id: Field & { readonly key: 'id' };
};

/** An action that deletes a record: one request. A record that an unanswered attempt deleted counts as done. */
export const deleteStep = <const Key extends string>({ key, kind, description, id }: DeleteStep<Key>) => {
  const inputFields = formFields([
    {
      key: 'warning',
      type: 'copy',
      helpText: `**This cannot be undone.** The ${lower(kind)} is removed from Heffl for everyone.`,
    },
    { ...id, required: true },
  ]);
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, key);
    requireFilled(z, inputFields, bundle.inputData);
    const recordId = recordIdIn(z, bundle.inputData);
    const write = async (since?: number) => {
      const call: Call = {
        method: 'DELETE',
        path: kind.endpoint.paths[0],
        id: recordId,
        purpose: `delete the ${lower(kind)}`,
        noun: lower(kind),
        isUserData: true,
        // An earlier run may have deleted it, and did not learn so.
        ...(since !== undefined && { accepts: GONE }),
      };
      const { status, data } = await run.heffl.send(call);
      if (status < 300) contentOf(z, call, data);
      await noteChange(run, kind, recordId);
      return { id: recordId, deleted: true };
    };
    return markedWrite(run, { what: [key, recordId], write });
  };
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Delete ${kind.noun}`, description },
    operation: {
      inputFields: [...inputFields],
      perform,
      throttle,
      outputFields: [
        { key: 'id', label: `${kind.noun} ID`, type: 'string' },
        { key: 'deleted', label: 'Deleted', type: 'boolean' },
      ],
      sample: { id: kind.sample.id, deleted: true },
    },
  });
};
