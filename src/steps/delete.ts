import {
  type CreatePerform,
  defineCreate,
  defineInputFields,
  type PlainInputField,
} from 'zapier-platform-core';
import { requireFilled } from '../forms/required.js';
import { lower, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { recordIdIn } from './records.js';
import { throttle } from './throttle.js';

type DeleteStep<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly description: string;
  /** The picker of the record, under the key `id`. */
  readonly id: PlainInputField & { readonly key: 'id' };
};

/** An action that deletes a record: one request. A record that an earlier, unanswered attempt deleted counts as done. */
export const deleteStep = <const Key extends string>({ key, kind, description, id }: DeleteStep<Key>) => {
  const inputFields = defineInputFields([
    {
      key: 'warning',
      type: 'copy',
      helpText: `**This cannot be undone.** The ${lower(kind)} is removed from Heffl for everyone.`,
    },
    { ...id, required: true },
  ]);
  const perform = (async (z, bundle) => {
    const { heffl } = startRun(z, bundle);
    requireFilled(z, inputFields, bundle.inputData);
    const recordId = recordIdIn(z, bundle.inputData);
    await heffl.send({
      method: 'DELETE',
      path: kind.endpoint.paths[0],
      id: recordId,
      toDo: `delete the ${lower(kind)}`,
      noun: lower(kind),
      isUserData: true,
    });
    return { id: recordId, deleted: true };
  }) satisfies CreatePerform<typeof inputFields>;
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Delete ${kind.noun}`, description },
    operation: {
      inputFields,
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
