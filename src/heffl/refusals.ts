import type { ZObject } from 'zapier-platform-core';
import { errorTexts, fitted } from '../errors.js';
import type { Answer, Call } from './client.js';
import { ABOUT_USER_DATA, FORBIDDEN, GONE, KEY_PAGE, type Method } from './facts.js';
import { isObject, type JsonObject, textOf } from './json.js';

/** The user's data is wrong: the run stops, and the Zap stays on. */
export const halted = (z: ZObject, text: string): Error => asWritten(new z.errors.HaltedError(text));

/**
 * To these errors the core would add what happened before them: the user's data, and Heffl's answer as it came, where the
 * user should read what to do. It leaves those be that say so (`middleware.js`), as its own `z.errors.Error` does.
 */
const asWritten = (error: Error): Error => Object.assign(error, { doNotContextify: true });

/**
 * The error that a refusing answer (status 400 or above, but for 429) means to the user.
 *
 * `HaltedError` where the user's data is wrong: it never switches a Zap off. `ExpiredAuthError` where the key is dead.
 * `z.errors.Error` with a code and the status for everything else.
 */
export const refusal = (z: ZObject, { status, data }: Answer, call: Call): Error => {
  const { toDo } = call;
  const reason = reasonGiven(data);
  const why = reason ?? `error ${status}`;
  if (status === 401) {
    return call.isConnectionTest
      ? new z.errors.Error(errorTexts.badKey(KEY_PAGE), 'AuthenticationError', status)
      : asWritten(new z.errors.ExpiredAuthError(errorTexts.expiredKey()));
  }
  if (FORBIDDEN.includes(status)) {
    const text =
      reason === undefined
        ? errorTexts.notAllowed(toDo)
        : fitted(reason, (part) => errorTexts.notAllowed(toDo, part));
    return new z.errors.Error(call.forbiddenText ?? text, 'Forbidden', status);
  }
  if (status >= 500) return new z.errors.Error(errorTexts.down(toDo, status), 'HefflDown', status);
  if (!call.isUserData || !ABOUT_USER_DATA.includes(status)) {
    return new z.errors.Error(
      fitted(why, (part) => errorTexts.unexpected(toDo, part)),
      'UnexpectedAnswer',
      status,
    );
  }
  if (call.id !== undefined && GONE.includes(status)) {
    return halted(z, missingText(call, call.id, reason));
  }
  const text = status === 409 ? conflictText(call.method) : errorTexts.refused;
  return halted(
    z,
    fitted(why, (part) => text(toDo, part)),
  );
};

/** A value that Heffl keeps once, or a record that others depend on: what it is, is for the user to see. */
const conflictText = (method: Method) => {
  if (method === 'POST') return errorTexts.duplicate;
  return method === 'DELETE' ? errorTexts.inUse : errorTexts.conflict;
};

/** Not found may be the record itself, or one that the user linked to it: Heffl's own words tell which. */
const missingText = ({ toDo, noun, body }: Call, id: string, given: string | undefined): string => {
  const isLinked = isObject(body) && Object.keys(body).some((key) => /Ids?$/.test(key));
  const unsaid = isLinked
    ? `this ${noun}, or what this step links it to, is not there`
    : `there is no ${noun} with this ID`;
  const reason = given ?? unsaid;
  const shown = id.length > MOST_OF_AN_ID ? `${id.slice(0, MOST_OF_AN_ID)}…` : id;
  return fitted(reason, (why) => errorTexts.missing(toDo, shown, why));
};

/** Heffl's own IDs are shorter; whatever else was mapped must not push the rest out of sight. */
const MOST_OF_AN_ID = 60;

/** An answer of success that cannot be what it should: not JSON, a list without a list, a record without an ID. */
export const unexpected = (z: ZObject, call: Call, why: string): Error => {
  if (call.method === 'POST') return maybeDone(z, call);
  const text = call.method === 'GET' ? errorTexts.unexpected : errorTexts.maybeChanged;
  return new z.errors.Error(
    fitted(why, (part) => text(call.toDo, part)),
    'UnexpectedAnswer',
  );
};

/** A write that may have reached Heffl, without an answer that tells; `status` is that of an answer of failure. */
export const maybeDone = (z: ZObject, { toDo, noun }: Call, status?: number): Error =>
  new z.errors.Error(errorTexts.maybeDone(toDo, noun), 'MaybeDone', status);

export const unreachable = (z: ZObject, { toDo }: Call): Error =>
  new z.errors.Error(errorTexts.unreachable(toDo), 'Unreachable');

export const redirected = (z: ZObject, { toDo }: Call, status: number): Error =>
  new z.errors.Error(errorTexts.redirected(toDo), 'Redirected', status);

/**
 * Heffl's own words, from `{code, message}` (API v1) or `{error: {code, message, details: {issues: [{field, message}]}}}`
 * (API v2), without a full stop, and without JSON or HTML. `undefined` where there are none that are meant for people.
 */
const reasonGiven = (data: unknown): string | undefined => {
  if (!isObject(data)) return undefined;
  const error = isObject(data.error) ? data.error : data;
  const issues = issuesOf(error);
  const messages = [error.message].flat().flatMap((message) => textOf(message) ?? []);
  const words = [issues, messages].find((list) => list.length > 0)?.join('; ') ?? textOf(data.error);
  const sentence = words
    ?.replace(/[[{]+\s*["{].*$|<[a-z!/].*$/is, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!:]+$/, '');
  return sentence === '' ? undefined : sentence;
};

const issuesOf = (error: JsonObject): string[] => {
  const details = error.details;
  const issues = isObject(details) ? details.issues : details;
  if (!Array.isArray(issues)) return [];
  return issues.filter(isObject).flatMap((issue) => {
    const message = textOf(issue.message)?.replace(/[.!]+$/, '');
    const field = textOf(issue.field);
    if (!message) return [];
    return [field ? `${field}: ${message}` : message];
  });
};
