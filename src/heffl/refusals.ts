import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Answer, Call } from './client.js';
import { ABOUT_USER_DATA, FORBIDDEN, GONE, KEY_PAGE, type Method } from './facts.js';
import { inFormWords, type Labels } from './form-words.js';
import { isObject, type JsonObject, textOf } from './json.js';

/**
 * Which error a step ends with. Zapier's Autoreplay repeats errored steps by itself, up to five times over hours, and its pages
 * disagree on whether it repeats halted ones. So whatever must not be done twice is halted, and a create that is repeated looks
 * before it writes: `unsure-writes.ts`.
 *
 * | Error | If | Then |
 * |---|---|---|
 * | `HaltedError` | the user's data is wrong: 400, 404, 409, 410, 422, a 2xx that says no, a form that cannot be read | the same data would be refused again |
 * | `HaltedError` | a write may have been done: a POST, PATCH, PUT or DELETE that may have arrived, without an answer that can be read (5xx, timeout, dropped, cut, HTML, a redirect) | a POST would make a second record, and a PATCH that is repeated hours later would undo a newer change |
 * | `ThrottledError` | 429: the call had no effect | Zapier runs the step again after the wait. An earlier attempt of a PATCH or DELETE may have been done: soon after, it does no harm twice |
 * | `ExpiredAuthError` | 401 in a run: nothing was done | the user reconnects |
 * | `z.errors.Error` | everything else, if nothing was done: 403, a failed read, a request that never left, an unforeseen status | Zapier may repeat it |
 */

/** `HaltedError`: the user's data is wrong, or a write may have been done. The run stops, and the Zap stays on. */
export const halted = (z: ZObject, text: string): Error => withoutContext(new z.errors.HaltedError(text));

/**
 * Keeps the core from appending the user's data and Heffl's raw answer to the text. Its `middleware.js` skips errors with this mark,
 * which its own `z.errors.Error` carries.
 */
const withoutContext = (error: Error): Error => Object.assign(error, { doNotContextify: true });

/**
 * The error for a refusing answer: status 400 or above, except 429.
 *
 * `HaltedError` if the user's data is wrong: it never switches a Zap off. `ExpiredAuthError` if the key is dead. `z.errors.Error`
 * with a code and the status for everything else.
 */
export const refusal = (z: ZObject, { status, data }: Answer, call: Call): Error => {
  const { purpose } = call;
  const given = reasonIn(data, call.labels);
  const reason = given ?? `error ${status}`;
  if (status === 401) {
    return call.isConnectionTest
      ? new z.errors.Error(errorTexts.badKey({ keyPage: KEY_PAGE }), 'AuthenticationError', status)
      : withoutContext(new z.errors.ExpiredAuthError(errorTexts.expiredKey()));
  }
  if (FORBIDDEN.includes(status)) {
    const text = call.forbiddenText ?? errorTexts.notAllowed({ purpose, reason: given ?? '' });
    return new z.errors.Error(text, 'Forbidden', status);
  }
  if (status >= 500) return new z.errors.Error(errorTexts.down({ purpose, status }), 'HefflDown', status);
  if (!call.isUserData || !ABOUT_USER_DATA.includes(status)) {
    return new z.errors.Error(errorTexts.unexpected({ purpose, reason }), 'UnexpectedAnswer', status);
  }
  if (call.id !== undefined && GONE.includes(status)) {
    return halted(
      z,
      errorTexts.missing({ purpose, id: shortened(call.id), reason: given ?? goneReason(call) }),
    );
  }
  const text = status === 409 ? conflictText(call.method) : errorTexts.refused;
  return halted(z, text({ purpose, reason }));
};

/** 409 is a value that Heffl keeps only once, or a record that others depend on. */
const conflictText = (method: Method) => {
  if (method === 'POST') return errorTexts.duplicate;
  return method === 'DELETE' ? errorTexts.inUse : errorTexts.conflict;
};

/** What is gone may be the record itself, or one that the user linked to it. */
const goneReason = ({ noun, body }: Call): string => {
  const isLinked = isObject(body) && Object.keys(body).some((key) => /Ids?$/.test(key));
  return isLinked
    ? `this ${noun}, or what this step links it to, is not there`
    : `there is no ${noun} with this ID`;
};

/** Heffl's IDs are shorter than this. Anything longer is a text that was mapped by mistake. */
const MOST_OF_AN_ID = 60;

const shortened = (id: string): string => (id.length > MOST_OF_AN_ID ? `${id.slice(0, MOST_OF_AN_ID)}…` : id);

/**
 * A 2xx that says no: `{success: false, message}`, or `{error}` without a record.
 *
 * @returns `HaltedError` with Heffl's own message if the call is about the user's data
 */
export const declined = (
  z: ZObject,
  { status, data }: Answer,
  { purpose, isUserData, labels }: Call,
): Error => {
  const reason = reasonIn(data, labels) ?? 'it gave no reason';
  if (isUserData) return halted(z, errorTexts.refused({ purpose, reason }));
  return new z.errors.Error(errorTexts.unexpected({ purpose, reason }), 'UnexpectedAnswer', status);
};

/** Whether a body says that the call failed, whatever its status. */
export const saysNo = (data: unknown): boolean => {
  if (!isObject(data)) return false;
  if (String(data.success) === 'false') return true;
  const holdsResult = [data.id, data.items, data.data].some((part) => part !== undefined && part !== null);
  return !holdsResult && [data.error, data.errors].flat().some(Boolean);
};

/** An answer that cannot be right: no JSON, a list without a list, a record without an ID. A write may have been done. */
export const unexpected = (z: ZObject, call: Call, reason: string): Error =>
  call.method === 'GET'
    ? new z.errors.Error(errorTexts.unexpected({ purpose: call.purpose, reason }), 'UnexpectedAnswer')
    : maybeDone(z, call, reason);

/** A write that may have been done. `reason` ends the sentence "It may have been done, but …". */
const maybeDone = (z: ZObject, { method, purpose, noun }: Call, reason: string): Error =>
  noteUnsure(
    halted(
      z,
      method === 'POST'
        ? errorTexts.maybeDone({ purpose, noun })
        : errorTexts.maybeChanged({ purpose, reason }),
    ),
  );

const unsureErrors = new WeakSet<Error>();

/** Notes that a write may have been done before this error. */
export const noteUnsure = (error: Error): Error => {
  unsureErrors.add(error);
  return error;
};

/** Whether the integration or the core threw the error on purpose. Any other is a fault of the code. */
export const isDeliberate = (error: unknown): boolean =>
  error instanceof Error && DELIBERATE.includes(error.name);

const DELIBERATE = ['AppError', 'HaltedError', 'ThrottledError', 'ExpiredAuthError'];

/** Whether a write may have been done before this error. */
export const isUnsure = (error: unknown): boolean => error instanceof Error && unsureErrors.has(error);

export const unreachable = (z: ZObject, { purpose }: Call): Error =>
  new z.errors.Error(errorTexts.unreachable({ purpose }), 'Unreachable');

/** A redirect that must not be followed. "See Other" answers a write that was done. */
export const redirected = (z: ZObject, call: Call, status: number): Error =>
  call.method === 'GET'
    ? new z.errors.Error(errorTexts.redirected({ purpose: call.purpose }), 'Redirected', status)
    : maybeDone(z, call, 'it sent us on to another address');

/** More of a message than any error shows. Its cleaning takes time that grows with the square of the length. */
const MOST_OF_A_MESSAGE = 1_000;
/** More issues than any error has room for. */
const MOST_ISSUES = 20;

/**
 * Heffl's own message in the words of the form, without a full stop, JSON or HTML. It is in `{code, message}` (API v1) or in
 * `{error: {code, message, details: {issues: [{field, message}]}}}` (API v2). `undefined` if there is none that a person can read.
 */
const reasonIn = (data: unknown, labels: Labels = {}): string | undefined => {
  if (!isObject(data)) return undefined;
  const error = isObject(data.error) ? data.error : data;
  const issues = issuesIn(error);
  const messages = [error.message].flat().flatMap((message) => textOf(message) ?? []);
  const words = [issues, messages, [data.error].flatMap((one) => textOf(one) ?? [])]
    .find((list) => list.length > 0)
    ?.map((message) => inFormWords(message.slice(0, MOST_OF_A_MESSAGE), labels))
    .join('; ');
  const sentence = words
    ?.slice(0, MOST_OF_A_MESSAGE)
    .replace(/[[{]+\s*["{].*$|<[a-z!/].*$/is, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!:]+$/, '');
  return sentence === '' ? undefined : sentence;
};

/** `{field, message}`, or as validators write it: `{path: ['lineItems', 0, 'price'], message}`, or messages by their field. */
const issuesIn = ({ details, issues, errors }: JsonObject): string[] => {
  const inDetails = isObject(details) ? details.issues : details;
  const byField = isObject(errors)
    ? Object.entries(errors).map(([field, message]) => ({ field, message: [message].flat()[0] }))
    : errors;
  // A text among the details may be the name of a field.
  const all = [...listIn(inDetails).filter(isObject), ...listIn(issues), ...listIn(byField)];
  return all.slice(0, MOST_ISSUES).flatMap((issue) => {
    const { message, msg, field, path, property } = isObject(issue) ? issue : { message: issue };
    const text = textOf(message ?? msg)
      ?.slice(0, MOST_OF_A_MESSAGE)
      .replace(/[.!]+$/, '');
    const steps = [field ?? path ?? property].flat();
    const key = steps.flatMap((step) => textOf(step) ?? []).join('.');
    if (!text) return [];
    return [key && !text.startsWith(key) ? `${key}: ${text}` : text];
  });
};

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
