import { type Bundle, defineCreate, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { bodyFrom } from '../forms/body.js';
import { requireChoice } from '../forms/choices.js';
import { customFieldInputs, MORE_CUSTOM_FIELDS_KEY } from '../forms/custom-fields.js';
import { isEmpty } from '../forms/empty.js';
import { type Field, formFields } from '../forms/field.js';
import { shapeOf } from '../forms/outputs.js';
import { requireFilled } from '../forms/required.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { customFieldKey, type HefflRecord, nameOf } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { lower } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { asWritten } from './answers.js';
import { withIds } from './choice-lists.js';
import { create } from './create.js';
import { findRecords, waitForOther } from './find.js';
import { ANY, type Asked, askedIn, searchesAround } from './search-form.js';
import { throttle } from './throttle.js';
import { update } from './update.js';
import type { WriteStep } from './write-step.js';

type CreateOrUpdateStep<Key extends string> = WriteStep<Key> & {
  /** The fields that an update takes. The others are sent only if the record is created. */
  readonly updatable: readonly Field[];
};

const IF_FOUND_KEY = 'if_found';
const IF_FOUND = {
  update: 'Update it',
  fill_blanks: 'Fill in what is empty in Heffl',
  leave: 'Leave it as it is',
};

/** Longer than a run takes. Zapier allows 180 s at most. */
const LOCK_SECONDS = 60;

/**
 * An action that looks for a record, and updates it, or creates it if there is none: one request to find it if the list is short or
 * remembered, and one to write. Runs for the same person go one after the other.
 */
export const createOrUpdateStep = <const Key extends string>(step: CreateOrUpdateStep<Key>) => {
  const { key, kind, description, fields, form = fields, groups, check } = step;
  const noun = lower(kind);
  const shape = shapeOf(kind, 'written');
  const search = searchesAround(kind);
  const ifFound = formFields([
    {
      key: IF_FOUND_KEY,
      label: 'If Found',
      type: 'string',
      default: 'update',
      choices: IF_FOUND,
      helpText: `What to do with a ${noun} that is there already. Fields that you leave empty stay as they are in any case.`,
    },
  ]);

  const perform = async (z: ZObject, bundle: Bundle) => {
    const { inputData } = bundle;
    const run = startRun(z, bundle, key);
    const change = changeIf(z, inputData[IF_FOUND_KEY]);
    const asked = askedIn(z, kind, inputData, (by) => valueBelow(by, inputData));
    // It would change whichever record is the newest.
    if (asked?.asks.some(({ by }) => by === ANY)) throw halted(z, errorTexts.cannotSearchBy({ field: ANY }));
    const body = await withIds(run, step, await bodyFrom(run, kind, fields, inputData));
    const [found] = asked ? await findRecords(run, kind, asked) : [];
    if (found) {
      const changes = change(found, updatableIn(step, body));
      const isChanged = Object.keys(changes).length > 0;
      const record = isChanged
        ? await update(run, step, found.id, changes)
        : await asWritten(run, kind, found);
      return { ...record, wasCreated: false };
    }
    requireFilled(z, fields, inputData);
    check?.(z, body);
    return { ...(await createAlone(run, step, body, asked)), wasCreated: true };
  };
  return defineCreate({
    key,
    noun: kind.noun,
    display: { label: `Create or Update ${kind.noun}`, description },
    operation: {
      inputFields: [search.above, ...form, ...customFieldInputs(kind), ...ifFound, search.below],
      ...(groups && { inputFieldGroups: [...groups] }),
      perform,
      throttle,
      // Runs with the same values wait for one another. An empty input leaves its part of the key empty.
      lock: {
        key: `${key}:{{bundle.inputData.search_value}}:{{bundle.inputData.email}}`,
        scope: ['auth'],
        timeout: LOCK_SECONDS,
      },
      outputFields: [...shape.outputFields, { key: 'wasCreated', label: 'Was Created', type: 'boolean' }],
      sample: { ...shape.sample, wasCreated: true },
    },
  });
};

/** The value of the input that has the key to search by. A person's name may be in two inputs. */
const valueBelow = (by: string, inputData: JsonObject): unknown => {
  if (by === 'name') return nameOf(inputData);
  const more = inputData[MORE_CUSTOM_FIELDS_KEY];
  const named = Object.entries(isObject(more) ? more : {}).find(([name]) => customFieldKey(name) === by);
  return inputData[by] ?? named?.[1];
};

/**
 * Creates the record, unless another run that looked for the same is about to.
 *
 * @throws ThrottledError in the other run, which looks again
 */
const createAlone = async (
  run: Run,
  step: CreateOrUpdateStep<string>,
  body: JsonObject,
  asked: Asked | undefined,
): Promise<HefflRecord> => {
  const claim = asked && (await waitForOther(run, step.kind, asked));
  try {
    return await create(run, step, body);
  } catch (error) {
    // A replay need not wait for this run.
    if (claim !== undefined) await run.cache.delete(claim);
    throw error;
  }
};

/** What to change in a record that was found, of what an update takes. */
type Change = (found: HefflRecord, body: JsonObject) => JsonObject;

const CHANGE_IF_FOUND: Readonly<Record<keyof typeof IF_FOUND, Change>> = {
  update: (_found, body) => body,
  fill_blanks: (found, body) => blanksIn(found, body),
  leave: () => ({}),
};

/** @throws HaltedError if If Found is none of its choices */
const changeIf = (z: ZObject, ifFound: unknown): Change =>
  CHANGE_IF_FOUND[isEmpty(ifFound) ? 'update' : requireChoice(z, 'If Found', IF_FOUND, String(ifFound))];

const updatableIn = ({ updatable }: CreateOrUpdateStep<string>, body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([key]) =>
        key.startsWith(CUSTOM_FIELD_PREFIX) || updatable.some((field) => field.key.split('__')[0] === key),
    ),
  );

/** The part of the body for which the record has nothing. A field that Heffl does not return stays as it is: it may be filled. */
const blanksIn = (found: HefflRecord, body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).flatMap(([key, value]): [string, unknown][] => {
      const there = found[key];
      if (isObject(value) && isObject(there)) {
        const inner = Object.entries(value).filter(([name]) => isEmpty(there[name]));
        return inner.length > 0 ? [[key, Object.fromEntries(inner)]] : [];
      }
      const isCustom = key.startsWith(CUSTOM_FIELD_PREFIX);
      const isBlank = isCustom
        ? isEmpty(there)
        : there !== undefined && isEmpty(there) && isEmpty(found[twinOf(key)]);
      return isBlank ? [[key, value]] : [];
    }),
  );

/** A link may be returned as its ID (`sourceId`), or as its name (`source`) alone. */
const twinOf = (key: string): string => (key.endsWith('Id') ? key.slice(0, -'Id'.length) : `${key}Id`);
