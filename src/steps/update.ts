import { type Bundle, defineCreate, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { bodyFrom } from '../forms/body.js';
import { FIELDS_TO_CLEAR_KEY, fieldsToClearInput, withNulls } from '../forms/clear.js';
import { discoverCustomFields, moreCustomFieldsInput } from '../forms/custom-fields.js';
import type { Field, Form } from '../forms/field.js';
import { labelsOf } from '../forms/labels.js';
import { shapeOf } from '../forms/outputs.js';
import { requireFilled } from '../forms/required.js';
import type { Answer, Call } from '../heffl/client.js';
import { noSuch } from '../heffl/facts.js';
import type { Labels } from '../heffl/form-words.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { type HefflRecord, readRecord } from '../heffl/records.js';
import { halted, isUnsure, refusal } from '../heffl/refusals.js';
import { keysOf, lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { asWritten, recordIdIn, recordIn, requestRecord } from './answers.js';
import { withIds } from './choice-lists.js';
import { withListMode } from './list-mode.js';
import { noteChange } from './remembered.js';
import { throttle } from './throttle.js';
import type { WriteStep } from './write-step.js';

/** Among its fields, `id` is the record to update. */
type UpdateStep<Key extends string, Fields extends readonly Field[]> = WriteStep<Key, Fields> & {
  /** Keys of the fields that a record must have, which therefore cannot be cleared. */
  readonly notClearable: readonly NoInfer<Fields[number]['key']>[];
  /** Keys of the fields that Heffl takes together: if one is cleared, all are. */
  readonly clearTogether?: readonly NoInfer<Fields[number]['key']>[];
  /** Keys of the lists that `listMode` in the form is about. */
  readonly lists?: readonly NoInfer<Fields[number]['key']>[];
};

/** An action that updates a record: one request with what was supplied, and with nulls for the fields to clear. */
export const updateStep = <const Key extends string, const Fields extends readonly Field[]>(
  step: UpdateStep<Key, Fields>,
) => {
  const {
    key,
    kind,
    description,
    fields,
    form = fields,
    groups,
    check,
    clearTogether = [],
    lists = [],
  } = step;
  const notClearable: readonly string[] = ['id', ...step.notClearable];
  const clearable: Field[] = fields.filter((field) => !notClearable.includes(field.key));

  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, key);
    requireFilled(z, fields, bundle.inputData);
    const { id, ...supplied } = await withIds(run, step, await bodyFrom(run, kind, fields, bundle.inputData));
    const chosen = bundle.inputData[FIELDS_TO_CLEAR_KEY];
    const body = withNulls(z, supplied, { fields: clearable, chosen, together: clearTogether });
    if (Object.keys(body).length === 0) {
      throw halted(z, errorTexts.nothingToUpdate({ noun: lower(kind) }));
    }
    check?.(z, body);
    const recordId = recordIdIn(z, { id });
    const whole = await withListMode(run, kind, recordId, {
      body,
      form,
      lists: fields.filter(({ key: field }) => lists.some((list) => list === field)),
      names: step.names,
      inputData: bundle.inputData,
    });
    return update(run, { kind, fields }, recordId, whole);
  };
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Update ${kind.noun}`, description },
    operation: {
      inputFields: [...form, ...lastInputs(kind, clearable)],
      ...(groups && { inputFieldGroups: [...groups] }),
      perform,
      throttle,
      ...shapeOf(kind, 'written'),
    },
  });
};

/** Custom fields, and the fields to clear, custom ones among them. */
const lastInputs = (kind: ServedKind, clearable: readonly Field[]): Form => {
  if (!kind.customFields) return fieldsToClearInput(clearable);
  return [
    async (z, bundle) => {
      const custom = await discoverCustomFields(startRun(z, bundle), kind);
      return [...custom, ...fieldsToClearInput([...clearable, ...custom])];
    },
    ...moreCustomFieldsInput(kind),
  ];
};

/**
 * Updates the record. Returns the record of the answer; if that only says that it worked, reads the record.
 *
 * @throws HaltedError if Heffl refuses the change, or may have made it
 */
export const update = async (
  run: Run,
  { kind, fields }: Pick<WriteStep<string>, 'kind' | 'fields'>,
  id: string,
  body: JsonObject,
): Promise<HefflRecord> => {
  try {
    const { call, answer } = await sendUpdate(run, kind, id, body, labelsOf(fields, body));
    const record = isBare(answer)
      ? await readAfterwards(run, kind, id, body)
      : recordIn(run.z, kind, call, answer.data);
    await noteChange(run, kind, id, body, record);
    return await asWritten(run, kind, record);
  } catch (error) {
    if (isUnsure(error)) await noteChange(run, kind, id, body);
    throw error;
  }
};

/** An empty body, or one that only says that it worked: `{success: true}`. */
const isBare = ({ data }: Answer): boolean =>
  (data ?? undefined) === undefined ||
  (isObject(data) && Object.keys(data).every((key) => ['success', 'ok', 'message', 'status'].includes(key)));

/** Reads the record after an update that succeeded. If it cannot be read, returns what was sent: an error would hide the success. */
const readAfterwards = async (
  run: Run,
  kind: ServedKind,
  id: string,
  body: JsonObject,
): Promise<HefflRecord> => {
  const about = { purpose: `read the ${lower(kind)} after its update`, isOptional: true };
  try {
    const { call, answer } = await requestRecord(run, kind, id, about);
    return recordIn(run.z, kind, call, answer.data);
  } catch (error) {
    run.z.console.log('The record is returned as it was sent:', error);
    return readRecord({ ...body, id }, keysOf(kind), 'api') ?? { ...body, id };
  }
};

type Sent = { readonly call: Call; readonly answer: Answer };

/** Sends the update with the first verb that Heffl serves at this path. */
const sendUpdate = async (
  { z, heffl }: Run,
  kind: ServedKind,
  id: string,
  body: JsonObject,
  labels: Labels,
): Promise<Sent> => {
  const sendWith = async (method: 'PATCH' | 'PUT'): Promise<Sent> => {
    const call: Call = {
      method,
      path: kind.endpoint.paths[0],
      id,
      body,
      purpose: `update the ${lower(kind)}`,
      noun: lower(kind),
      isUserData: true,
      labels,
      accepts: noSuch.verb,
    };
    return { call, answer: await heffl.send(call) };
  };
  const [first, ...others] = kind.endpoint.updateVerbs ?? ['PATCH'];
  let sent = await sendWith(first);
  for (const verb of others) {
    if (sent.answer.status < 300) break;
    sent = clearerOf(sent, await sendWith(verb));
  }
  if (sent.answer.status >= 300) throw refusal(z, sent.answer, sent.call);
  return sent;
};

/**
 * The answer to use of two. A 404 to the first verb may mean the verb or the record. If both verbs are answered 404 in different
 * words, one of them is about the verb: neither message is quoted.
 */
const clearerOf = (sent: Sent, next: Sent): Sent => {
  if (next.answer.status < 300 || sent.answer.status !== 404) return next;
  const isSame = JSON.stringify(next.answer.data) === JSON.stringify(sent.answer.data);
  if (next.answer.status !== 404 || isSame) return sent;
  return { ...sent, answer: { ...sent.answer, data: undefined } };
};
