import { type Bundle, defineCreate, type PlainInputField, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../errors.js';
import { requireChoice } from '../../forms/choices.js';
import { isEmpty } from '../../forms/empty.js';
import { type Form, formFields } from '../../forms/field.js';
import { requireFilled } from '../../forms/required.js';
import type { Method } from '../../heffl/facts.js';
import { isDeeper, isObject, jsonIn, type JsonObject, MOST_LEVELS, textOf } from '../../heffl/json.js';
import type { HeaderSource } from '../../heffl/rate-limit.js';
import { halted } from '../../heffl/refusals.js';
import { withoutUnseen } from '../../heffl/unseen.js';
import { startRun } from '../../run.js';
import { memoryAt } from '../../steps/remembered.js';
import { throttle } from '../../steps/throttle.js';

const METHODS: Readonly<Record<Method, string>> = {
  GET: 'GET (read)',
  POST: 'POST (create)',
  PATCH: 'PATCH (update)',
  PUT: 'PUT (replace)',
  DELETE: 'DELETE',
};

/** Heffl's paths are far shorter. Decoding takes time that grows with the square of the length. */
const LONGEST_PATH = 1_000;

/** The most characters of a path that an error shows. */
const MOST_OF_A_PATH = 60;

/** Headers that tell a user something: how much of the rate limit is left, and what Heffl support may ask for. */
const HEADERS_WORTH_KNOWING = [
  'content-type',
  'date',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'x-request-id',
];

const fields = formFields([
  {
    key: 'method',
    label: 'Method',
    type: 'string',
    required: true,
    default: 'GET',
    choices: METHODS,
    helpText:
      'What to do, as the Heffl API reference says for the request. DELETE removes a record for good.',
  },
  {
    key: 'path',
    label: 'Path',
    type: 'string',
    required: true,
    helpText: 'The part of the address after /api/v1, for example /leads or /deals/dl_abc123.',
  },
  {
    key: 'query',
    label: 'Query',
    dict: true,
    helpText: 'What stands after the question mark: for example limit on the left, 10 on the right.',
  },
  {
    key: 'body_format',
    label: 'Body Format',
    type: 'string',
    default: 'fields',
    choices: { fields: 'List of keys and values', json: 'JSON text' },
    altersDynamicFields: true,
    helpText: 'How you want to write the body. A request that only reads needs none.',
  },
]);

/** One key for the body in both of its forms. */
const bodyField = (_z: ZObject, { inputData }: Bundle): PlainInputField[] => [
  inputData.body_format === 'json'
    ? {
        key: 'body',
        label: 'Body',
        type: 'text',
        helpText: 'JSON, for example {"name": "Jane Smith", "cf_budget": 2500}.',
      }
    : {
        key: 'body',
        label: 'Body',
        dict: true,
        helpText: 'For example name on the left, Jane Smith on the right.',
      },
];

const form: Form = [...fields, bodyField];

const perform = async (z: ZObject, bundle: Bundle) => {
  const { inputData } = bundle;
  const run = startRun(z, bundle, 'api_request');
  requireFilled(z, fields, inputData);
  const method = requireChoice(z, 'Method', METHODS, textOf(inputData.method) ?? '');
  const { path, query } = addressIn(z, inputData);
  const body = bodyIn(z, inputData);
  try {
    const { status, headers, data } = await run.heffl.send({
      method,
      path,
      query,
      ...(method !== 'GET' && body !== undefined && { body }),
      purpose: `carry out ${method} ${path.slice(0, MOST_OF_A_PATH)}`,
      noun: 'record',
      isUserData: true,
    });
    return { status, headers: worthKnowing(headers), body: data ?? null };
  } finally {
    // Also after an error: the change may have been done.
    if (method !== 'GET') await memoryAt(run, `/${path.split('/')[1] ?? ''}`).forget();
  }
};

/** A request of the user's own, for what has no step. A refusal is an error, as in every other step. */
export const apiRequest = defineCreate({
  key: 'api_request',
  noun: 'API Request',
  display: {
    label: 'API Request',
    description: 'Sends a request of your own, for what has no step yet. For people who know the API.',
  },
  operation: {
    inputFields: [...form],
    perform,
    throttle,
    outputFields: [
      { key: 'status', label: 'Status', type: 'integer' },
      { key: 'headers__content-type', label: 'Content Type', type: 'string' },
      { key: 'body__id', label: 'Record ID', type: 'string' },
      { key: 'body__name', label: 'Record Name', type: 'string' },
    ],
    sample: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { id: 'ld_abc123', name: 'Jane Smith' },
    },
  },
});

/**
 * The path and the query, which may also follow the path. Refuses whatever could leave the API's own address, in any spelling that a
 * server may undo.
 *
 * @throws HaltedError if the path is none, or the query is not names with values
 */
const addressIn = (z: ZObject, { path, query }: JsonObject) => {
  const [text = '', ...inPath] = withoutUnseen(textOf(path) ?? '').split('?');
  const plain = text.length > LONGEST_PATH ? undefined : decoded(text);
  const isBelow =
    plain !== undefined &&
    // A URL parser drops control characters: "..\0" is "..". Some servers drop what follows a semicolon.
    !/[:\\?#\s\p{Cc}]|\/\//u.test(plain) &&
    // A server may read a wide dot as a dot.
    !plain
      .normalize('NFKC')
      .split('/')
      .some((part) => /^\.{1,2}(;|$)/.test(part));
  if (!isBelow) throw halted(z, errorTexts.badPath());
  return {
    path: text.startsWith('/') ? text : `/${text}`,
    query: { ...queryIn(inPath.join('?')), ...queryOf(z, query) },
  };
};

/** A query as it stands in an address, where a name may be there several times. */
const queryIn = (text: string): Record<string, string[]> => {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
};

/** The text without its percent-encoding, however often it was encoded; `undefined` if it is broken. */
const decoded = (text: string): string | undefined => {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decoded(once);
  } catch {
    return undefined;
  }
};

/** A query as the form has it: names with a value, or with a list of them. */
const queryOf = (z: ZObject, query: unknown): Record<string, string[]> => {
  if (isEmpty(query)) return {};
  // Text that was mapped here as a whole is a value without a name.
  if (!isObject(query)) throw halted(z, errorTexts.badQuery());
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const texts = [value].flat().filter((one) => !isEmpty(one));
      if (texts.some(isObject)) throw halted(z, errorTexts.badQuery());
      return texts.length === 0 ? [] : [[name, texts.map(String)]];
    }),
  );
};

/** @throws HaltedError if the body is not JSON, or nested too deep */
const bodyIn = (z: ZObject, { body }: JsonObject): JsonObject | unknown[] | undefined => {
  if (isBlank(body)) return undefined;
  const parsed = typeof body === 'string' ? jsonIn(body.trim()) : body;
  if (isDeeper(parsed, MOST_LEVELS)) throw halted(z, errorTexts.tooDeep({ field: 'Body' }));
  if (isObject(parsed) || Array.isArray(parsed)) return parsed;
  throw halted(z, errorTexts.badJson());
};

/** Nulls are not blank: they clear a field. */
const isBlank = (body: unknown): boolean =>
  body === undefined ||
  body === null ||
  (typeof body === 'string' && body.trim() === '') ||
  (isObject(body) && Object.keys(body).length === 0);

const worthKnowing = (headers: HeaderSource): Record<string, string> =>
  Object.fromEntries(
    HEADERS_WORTH_KNOWING.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
