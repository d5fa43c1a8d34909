import { type Bundle, defineCreate, type InputField, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { bodyFrom } from '../forms/body.js';
import { clearable, FIELDS_TO_CLEAR_KEY, fieldsToClearInput, withNulls } from '../forms/clear.js';
import { customFieldsInput, customFieldsOf } from '../forms/custom-fields.js';
import { outputsOf } from '../forms/outputs.js';
import { requireFilled } from '../forms/required.js';
import type { Answer, Call } from '../heffl/client.js';
import { noSuch } from '../heffl/facts.js';
import type { JsonObject } from '../heffl/json.js';
import { halted, refusal } from '../heffl/refusals.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { recordIdIn, writtenRecord } from './records.js';
import { throttle } from './throttle.js';
import type { WriteStep } from './write-step.js';

/** Among its fields, `id` is the record to update. */
type UpdateStep<Key extends string> = WriteStep<Key> & {
  /** Keys of what a record cannot be without, and so cannot be cleared. */
  readonly kept: readonly string[];
  /** Keys of what Heffl takes together or not at all: to clear one of them clears the others. */
  readonly together?: readonly string[];
};

/** An action that changes a record: one request with what was supplied, and nulls for what was chosen to be cleared. */
export const updateStep = <const Key extends string>(step: UpdateStep<Key>) => {
  const { key, kind, description, fields, form = fields, groups, kept, together = [], check } = step;
  const canClear = clearable(fields, ['id', ...kept]);
  const more: InputField[] = kind.hasCustomFields
    ? [
        async (z: ZObject, bundle: Bundle) => {
          const custom = await customFieldsOf(startRun(z, bundle), kind);
          return [...custom, fieldsToClearInput([...canClear, ...custom])];
        },
        ...customFieldsInput(lower(kind)),
      ]
    : [fieldsToClearInput(canClear)];

  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    requireFilled(z, fields, bundle.inputData);
    const { id, ...supplied } = await bodyFrom(z, fields, bundle);
    const chosen = bundle.inputData[FIELDS_TO_CLEAR_KEY];
    const body = withNulls(z, supplied, { fields: canClear, chosen, together });
    if (Object.keys(body).length === 0) throw halted(z, errorTexts.nothingToUpdate(lower(kind)));
    check?.(z, body);
    const { call, answer } = await sendUpdate(run, kind, recordIdIn(z, { id }), body);
    return writtenRecord(run, kind, call, answer.data);
  };
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Update ${kind.noun}`, description },
    operation: {
      inputFields: [...form, ...more],
      ...(groups && { inputFieldGroups: groups }),
      perform,
      throttle,
      outputFields: outputsOf(kind).record,
      sample: kind.sample,
    },
  });
};

type Sent = { readonly call: Call; readonly answer: Answer };

/** Sends the update with the first verb that Heffl serves at this path. */
const sendUpdate = async (
  { z, heffl }: Run,
  kind: ServedKind,
  id: string,
  body: JsonObject,
): Promise<Sent> => {
  const sendWith = async (method: 'PATCH' | 'PUT'): Promise<Sent> => {
    const call: Call = {
      method,
      path: kind.endpoint.paths[0],
      id,
      body,
      toDo: `update the ${lower(kind)}`,
      noun: lower(kind),
      isUserData: true,
      accepts: noSuch.verb,
    };
    return { call, answer: await heffl.send(call) };
  };
  const [first, ...others] = kind.endpoint.updateVerbs ?? ['PATCH'];
  let sent = await sendWith(first);
  for (const verb of others) {
    if (sent.answer.status < 300) break;
    const next = await sendWith(verb);
    // What is answered to a verb that is not served may as well be about the record: the other verb tells.
    if (next.answer.status < 300 || sent.answer.status !== 404) sent = next;
    // Where both say so in other words, one of them speaks of the verb, and neither may be quoted.
    else if (
      next.answer.status === 404 &&
      JSON.stringify(next.answer.data) !== JSON.stringify(sent.answer.data)
    ) {
      sent = { ...sent, answer: { ...sent.answer, data: undefined } };
    }
  }
  if (sent.answer.status >= 300) throw refusal(z, sent.answer, sent.call);
  return sent;
};
