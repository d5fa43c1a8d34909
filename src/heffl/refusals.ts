import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Answer, Call } from './client.js';
import { ABOUT_USER_DATA, FORBIDDEN, GONE, KEY_PAGE, type Method } from './facts.js';
import { inFormWords, type Labels } from './form-words.js';
import { isObject, type JsonObject, textOf } from './json.js';

/** `HaltedError`: the user's data is wrong. The run stops, and the Zap stays on. */
export const halted = (z: ZObject, text: string): Error => asWritten(new z.errors.HaltedError(text));

/**
 * Keeps the core from appending the user's data and Heffl's raw answer to the text. Its `middleware.js` skips errors with this mark,
 * which its own `z.errors.Error` carries.
 */
const asWritten = (error: Error): Error => Object.assign(error, { doNotContextify: true });

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
      : asWritten(new z.errors.ExpiredAuthError(errorTexts.expiredKey()));
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

/** A 2xx answer that cannot be right: no JSON, a list without a list, a record without an ID. */
export const unexpected = (z: ZObject, call: Call, reason: string): Error => {
  if (call.method === 'POST') return maybeDone(z, call);
  const text = call.method === 'GET' ? errorTexts.unexpected : errorTexts.maybeChanged;
  return new z.errors.Error(text({ purpose: call.purpose, reason }), 'UnexpectedAnswer');
};

/** A POST that may have reached Heffl, without an answer that says so. `status` is that of a failing answer, if there was one. */
export const maybeDone = (z: ZObject, { purpose, noun }: Call, status?: number): Error => {
  const error = new z.errors.Error(errorTexts.maybeDone({ purpose, noun }), 'MaybeDone', status);
  unsureErrors.add(error);
  return error;
};

const unsureErrors = new WeakSet<Error>();

/** Whether a write may have been done before this error. */
export const isUnsure = (error: unknown): boolean => error instanceof Error && unsureErrors.has(error);

export const unreachable = (z: ZObject, { purpose }: Call): Error =>
  new z.errors.Error(errorTexts.unreachable({ purpose }), 'Unreachable');

export const redirected = (z: ZObject, { purpose }: Call, status: number): Error =>
  new z.errors.Error(errorTexts.redirected({ purpose }), 'Redirected', status);

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
    ?.map((message) => inFormWords(message, labels))
    .join('; ');
  const sentence = words
    ?.replace(/[[{]+\s*["{].*$|<[a-z!/].*$/is, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!:]+$/, '');
  return sentence === '' ? undefined : sentence;
};

const issuesIn = (error: JsonObject): string[] => {
  const details = error.details;
  const issues = isObject(details) ? details.issues : details;
  if (!Array.isArray(issues)) return [];
  return issues.filter(isObject).flatMap((issue) => {
    const message = textOf(issue.message)?.replace(/[.!]+$/, '');
    const field = textOf(issue.field);
    if (!message) return [];
    return [field && !message.startsWith(field) ? `${field}: ${message}` : message];
  });
};
