import { type Bundle, defineCreate, type ZObject } from 'zapier-platform-core';
import { bodyFrom } from '../forms/body.js';
import { customFieldInputs } from '../forms/custom-fields.js';
import { labelsOf } from '../forms/labels.js';
import { shapeOf } from '../forms/outputs.js';
import { requireFilled } from '../forms/required.js';
import type { Call } from '../heffl/client.js';
import type { JsonObject } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { lower } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { asWritten, recordIn } from './answers.js';
import { withIds } from './choice-lists.js';
import { findCreated } from './created-before.js';
import { throttle } from './throttle.js';
import { markedWrite } from './unsure-writes.js';
import type { WriteStep } from './write-step.js';

/** An action that creates a record: one request, which is never retried once it may have arrived. */
export const createStep = <const Key extends string>(step: WriteStep<Key>) => {
  const { key, kind, description, fields, form = fields, groups, check } = step;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, key);
    requireFilled(z, fields, bundle.inputData);
    const body = await withIds(run, step, await bodyFrom(run, kind, fields, bundle.inputData));
    check?.(z, body);
    return create(run, step, body);
  };
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Create ${kind.noun}`, description },
    operation: {
      inputFields: [...form, ...customFieldInputs(kind)],
      ...(groups && { inputFieldGroups: [...groups] }),
      perform,
      throttle,
      ...shapeOf(kind, 'written'),
    },
  });
};

type CreateStep = Pick<WriteStep<string>, 'key' | 'kind' | 'fields'>;

/**
 * Creates a record with one POST. If the same step may have created it from the same data before, and Heffl did not say so, looks for
 * it first: one request more. A kind that cannot be listed is created.
 *
 * @throws HaltedError if the record may exist
 */
export const create = async (run: Run, step: CreateStep, body: JsonObject): Promise<HefflRecord> => {
  const { z, heffl } = run;
  const { key, kind, fields } = step;
  const call: Call = {
    method: 'POST',
    path: kind.endpoint.paths[0],
    body,
    purpose: `create the ${lower(kind)}`,
    noun: lower(kind),
    isUserData: true,
    labels: labelsOf(fields, body),
  };
  const write = async (since?: number): Promise<HefflRecord> => {
    const found = since === undefined ? undefined : await findCreated(run, kind, { body, fields }, since);
    return asWritten(run, kind, found ?? recordIn(z, kind, call, (await heffl.send(call)).data));
  };
  if (kind.endpoint.unlisted) return write();
  return markedWrite(run, { what: [key, body], creates: lower(kind), write });
};
