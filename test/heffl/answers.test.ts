import nock from 'nock';
import { errorTexts } from '../../src/errors.js';
import type { Call } from '../../src/heffl/client.js';
import { HEFFL, KEY, openClient } from '../support/client.js';
import { type Failure, failureOf, halted } from '../support/failure.js';

const { open } = openClient();

const lead = { path: '/leads', noun: 'lead' };
const mine = { ...lead, isUserData: true, body: { name: 'Jane' } };
const list: Call = { ...lead, method: 'GET', purpose: 'list the leads' };
const create: Call = { ...mine, method: 'POST', purpose: 'create the lead' };
const update: Call = { ...mine, method: 'PATCH', id: 'ld_1', purpose: 'update the lead' };
const remove: Call = { ...lead, method: 'DELETE', id: 'ld_1', purpose: 'delete the lead', isUserData: true };

type Given = {
  readonly status?: number;
  readonly body?: object | string | undefined;
  readonly times?: number;
};

/** Sends a call that Heffl answers so. */
const sendTo = ({ status = 200, body, times = 1 }: Given, call: Call) => {
  nock(HEFFL)
    .intercept(/^\/api\/v1\/leads/, call.method)
    .times(times)
    .reply(status, body, { 'content-type': 'text/plain', 'x-note': 'hello' });
  return open().send(call);
};
const failureTo = (given: Given, call: Call): Promise<Failure> => failureOf(() => sendTo(given, call));

const failed = (code: string, status: number | undefined, message: string): Failure => ({
  name: 'AppError',
  code,
  ...(status !== undefined && { status }),
  message,
});

describe('JSON', () => {
  test('of any content type: given with status and headers', async () => {
    const { status, data, headers } = await sendTo({ status: 201, body: '[{"id":"a"}]' }, list);
    expect([status, data, headers.get('x-note')]).toEqual([201, [{ id: 'a' }], 'hello']);
  });

  test.each([
    [204, undefined],
    [200, ' \n '],
    [200, 'OK'],
    [200, '{"items": [{"id": "ld_'],
  ])('%i, %j, to a DELETE: done, without data', async (status, body) => {
    expect(await sendTo({ status, body }, remove)).toMatchObject({ status, data: undefined });
  });

  const page = '<html><body>Welcome</body></html>';
  const reason = 'the answer is not JSON';
  const unexpected = errorTexts.unexpected({ purpose: list.purpose, reason });
  const maybe = (purpose: string) => halted(errorTexts.maybeChanged({ purpose, reason }));

  test.each<[Call, string, Failure]>([
    [list, page, failed('UnexpectedAnswer', undefined, unexpected)],
    [create, '{"id": "ld_', halted(errorTexts.maybeDone({ purpose: create.purpose, noun: 'lead' }))],
    [update, 'OK', maybe(update.purpose)],
    [remove, page, maybe(remove.purpose)],
  ])('$method, %j each time: fails as not JSON, a write as maybe done', async (call, body, failure) => {
    expect(await failureTo({ body, times: call.method === 'POST' ? 1 : 5 }, call)).toEqual(failure);
  });

  test.each([list, update, remove])('$method, a page once: repeated', async (call) => {
    nock(HEFFL).intercept(/.*/, call.method).reply(200, page);
    expect(await sendTo({ body: { id: 'ld_1' } }, call)).toMatchObject({ data: { id: 'ld_1' } });
  });
});

describe('2xx that says no', () => {
  const no = 'The plan is full';

  test.each([
    [{ success: false, message: `${no}.` }, no],
    [{ success: 'false', message: no }, no],
    [{ success: false, id: 'ld_1', error: no }, no],
    [{ error: no }, no],
    [{ error: { code: 'FULL', message: no }, data: null }, no],
    [{ errors: [{ message: no }] }, no],
    [{ errors: [no] }, no],
    [{ success: false }, 'it gave no reason'],
    // The user would see the key.
    [{ success: false, message: `Bad key ${KEY}` }, 'it gave no reason'],
  ])('%j: refused, as %s', async (body, reason) => {
    const refused = errorTexts.refused({ purpose: 'create the lead', reason });
    expect(await failureTo({ body }, create)).toEqual(halted(refused));
  });

  test('to what the user did not fill in: an error', async () => {
    const message = errorTexts.unexpected({ purpose: 'list the leads', reason: no });
    expect(await failureTo({ body: { error: no } }, list)).toEqual(failed('UnexpectedAnswer', 200, message));
  });

  test.each([
    { id: 'a', error: 'Last sync failed' },
    { success: true, data: { id: 'a' } },
    { error: null },
    { errors: [] },
  ])('%j: is no refusal', async (body) => {
    expect((await sendTo({ body }, list)).data).toEqual(body);
  });
});

describe('status', () => {
  test('404, accepted by the call: given to it; 410, which is not: an error', async () => {
    const body = { code: 'NOT_FOUND', message: 'Not found' };
    const accepts = { ...list, id: 'ld_1', accepts: [404] };
    expect(await sendTo({ status: 404, body }, accepts)).toMatchObject({ status: 404, data: body });
    expect(await failureTo({ status: 410, body }, accepts)).toMatchObject({ status: 410 });
  });

  const calls = { test: { ...list, isConnectionTest: true }, list, create, update, remove };
  const texts = {
    unknownKey:
      'Heffl does not know this API key. In Heffl, open Settings > Developers (https://app.heffl.com/settings/developers), create a key, copy all of it, and paste it here.',
    oldKey:
      'Heffl no longer accepts the API key of this connection. Create a new key in Heffl under Settings > Developers, then reconnect Heffl with it under App Connections in Zapier.',
    notAllowed:
      'Heffl could not update the lead (Said by Heffl): the person who made this API key does not have the permission for that. Ask your Heffl admin for it, or reconnect with the key of someone who has it.',
    refused: 'Heffl could not create the lead: Said by Heffl. Correct this in the step and run it again.',
    missing:
      'Heffl could not update the lead "ld_1": Said by Heffl. Choose it from the list, or add a step that finds it first.',
    duplicate:
      'Heffl could not create the lead: Said by Heffl. It may exist already: look for it in Heffl first, or use a Find or Create step.',
    conflict:
      'Heffl could not update the lead: Said by Heffl. Another record stands in the way: look at it in Heffl, or use another value.',
    inUse:
      'Heffl could not delete the lead: Said by Heffl. Other records may depend on it: open it in Heffl, and remove what is linked to it first.',
    unexpected: errorTexts.unexpected({ purpose: list.purpose, reason: 'Said by Heffl' }),
    unforeseen: errorTexts.unexpected({ purpose: create.purpose, reason: 'Said by Heffl' }),
    down: 'Heffl could not list the leads, because it has a problem of its own right now (error 500). Try again in a few minutes.',
  };

  test.each<[number, keyof typeof calls, error: string, text: keyof typeof texts]>([
    [401, 'test', 'AuthenticationError', 'unknownKey'],
    [401, 'list', 'ExpiredAuthError', 'oldKey'],
    [403, 'update', 'Forbidden', 'notAllowed'],
    [400, 'create', 'HaltedError', 'refused'],
    [422, 'create', 'HaltedError', 'refused'],
    // What the lead is linked to is not there.
    [404, 'create', 'HaltedError', 'refused'],
    [404, 'update', 'HaltedError', 'missing'],
    [410, 'update', 'HaltedError', 'missing'],
    [409, 'create', 'HaltedError', 'duplicate'],
    [409, 'update', 'HaltedError', 'conflict'],
    [409, 'remove', 'HaltedError', 'inUse'],
    [400, 'list', 'UnexpectedAnswer', 'unexpected'],
    [418, 'create', 'UnexpectedAnswer', 'unforeseen'],
    [500, 'list', 'HefflDown', 'down'],
  ])('%i to a %s: %s, %s', async (status, call, error, text) => {
    const message = texts[text];
    const body = { code: 'SOME_CODE', message: 'Said by Heffl.' };
    const times = status === 500 ? 5 : 1;
    expect(await failureTo({ status, body, times }, calls[call])).toEqual(
      ['HaltedError', 'ExpiredAuthError'].includes(error)
        ? { name: error, message }
        : failed(error, status, message),
    );
  });
});

describe('the words of Heffl', () => {
  const issues = [
    { field: 'email', message: 'Invalid email address format.' },
    { field: 'name', message: 'Required!' },
  ];
  const both = 'email: Invalid email address format; name: Required';

  test.each<[string, object | string | undefined, string]>([
    ['version 1', { code: 'BAD_REQUEST', message: 'Invalid email' }, 'Invalid email'],
    ['version 2', { error: { code: 'BAD_REQUEST', message: 'Invalid email' } }, 'Invalid email'],
    ['version 2 with issues', { error: { message: 'Validation failed', details: { issues } } }, both],
    ['issues beside the message', { message: 'Bad', details: { issues } }, both],
    ['issues as the details', { message: 'Bad', details: issues }, both],
    ['an issue without a field', { details: [{ message: 'Too long' }] }, 'Too long'],
    ['an issue with a path', { issues: [{ path: ['price'], message: 'Too low' }] }, 'price: Too low'],
    ['messages by field', { errors: { email: ['Taken'], name: 'Too long' } }, 'email: Taken; name: Too long'],
    ['issues without words', { message: 'Bad', details: [{ field: 'email' }, 'email', null] }, 'Bad'],
    ['several messages', { message: ['Too long', 'Not an email'] }, 'Too long; Not an email'],
    ['an error in one word', { error: 'Nope' }, 'Nope'],
    ['a full stop, line breaks and blanks', { message: ' Bad\n\n  email \t here.. ' }, 'Bad email here'],
    // The status stands for them.
    ['nothing', undefined, 'error 400'],
    ['a list', [{ message: 'Bad' }], 'error 400'],
    ['a page of HTML', '<!DOCTYPE html><html><body>Bad</body></html>', 'error 400'],
    ['JSON inside the message', { message: '{"code":"invalid_type","path":["email"]}' }, 'error 400'],
    ['a list inside the message', { message: '[{"code":"invalid_type"}]' }, 'error 400'],
    ['HTML inside the message', { message: '<b>Bad</b>' }, 'error 400'],
    ['a message of blanks', { message: '  ' }, 'error 400'],
    ['a message of full stops', { message: '...' }, 'error 400'],
    ['a message that is an object', { message: { text: 'Bad' } }, 'error 400'],
    ['an error that is a list', { error: ['Bad'] }, 'error 400'],
  ])('%s: %j is read as "%s"', async (_, body, reason) => {
    const refused = errorTexts.refused({ purpose: 'create the lead', reason });
    expect(await failureTo({ status: 400, body }, create)).toEqual(halted(refused));
  });

  test('404 to an ID of 1,000 characters: 60 of them are said', async () => {
    const call = { ...update, id: 'x'.repeat(1_000) };
    const id = `${'x'.repeat(60)}…`;
    const missing = errorTexts.missing({ purpose: update.purpose, id, reason: 'Not found' });
    expect(await failureTo({ status: 404, body: { message: 'Not found' } }, call)).toEqual(halted(missing));
  });
});
