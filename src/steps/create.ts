import { type Bundle, defineCreate, type ZObject } from 'zapier-platform-core';
import { bodyFrom } from '../forms/body.js';
import { customFieldInputs, moreCustomFieldsInput } from '../forms/custom-fields.js';
import { labelsOf } from '../forms/labels.js';
import { outputsOf } from '../forms/outputs.js';
import { requireFilled } from '../forms/required.js';
import type { Call } from '../heffl/client.js';
import { lower } from '../kinds.js';
import { startRun } from '../run.js';
import { writtenRecord } from './answers.js';
import { withIds } from './dropdown.js';
import { throttle } from './throttle.js';
import type { WriteStep } from './write-step.js';

/** An action that creates a record: one request, which is never retried once it may have arrived. */
export const createStep = <const Key extends string>(step: WriteStep<Key>) => {
  const { key, kind, description, fields, form = fields, groups, check } = step;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    requireFilled(z, fields, bundle.inputData);
    const body = await withIds(run, step, await bodyFrom(run, kind, fields, bundle.inputData));
    check?.(z, body);
    const call: Call = {
      method: 'POST',
      path: kind.endpoint.paths[0],
      body,
      purpose: `create the ${lower(kind)}`,
      noun: lower(kind),
      isUserData: true,
      labels: labelsOf(fields, body),
    };
    const { data } = await run.heffl.send(call);
    return writtenRecord(run, kind, call, data);
  };
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Create ${kind.noun}`, description },
    operation: {
      inputFields: [
        ...form,
        ...(kind.customFields === 'discovered' ? [customFieldInputs(kind)] : []),
        ...(kind.customFields ? moreCustomFieldsInput(kind) : []),
      ],
      ...(groups && { inputFieldGroups: [...groups] }),
      perform,
      throttle,
      outputFields: outputsOf(kind).record,
      sample: kind.sample,
    },
  });
};
