import nock from 'nock';
import { errorTexts } from '../../src/errors.js';
import type { Call } from '../../src/heffl/client.js';
import { endpoints } from '../../src/heffl/facts.js';
import { fetchPage, type PageRequest, tryPage } from '../../src/heffl/pages.js';
import { HEFFL, KEY, openClient } from '../support/client.js';
import { type Failure, failureOf, halted } from '../support/failure.js';

const client = openClient();

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
  return client.open().send(call);
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
    [200, 'OK'],
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

  test.each([{ id: 'a', error: 'Last sync failed' }, { error: null }, { errors: [] }])(
    '%j: is no refusal',
    async (body) => {
      expect((await sendTo({ body }, list)).data).toEqual(body);
    },
  );
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
    ['issues as the details', { message: 'Bad', details: issues }, both],
    ['an issue without a field', { details: [{ message: 'Too long' }] }, 'Too long'],
    ['an issue with a path', { issues: [{ path: ['price'], message: 'Too low' }] }, 'price: Too low'],
    ['messages by field', { errors: { email: ['Taken'], name: 'Too long' } }, 'email: Taken; name: Too long'],
    ['issues without words', { message: 'Bad', details: [{ field: 'email' }, 'email', null] }, 'Bad'],
    ['several messages', { message: ['Too long', 'Not an email'] }, 'Too long; Not an email'],
    ['an error in one word', { error: 'Nope' }, 'Nope'],
    ['a full stop, line breaks and blanks', { message: ' Bad\n\n  email \t here.. ' }, 'Bad email here'],
    // The status stands for them.
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

const pageOf = (request: PageRequest) => fetchPage(client.z, client.open(), request);
const leads: PageRequest = { endpoint: endpoints.leads, noun: 'lead' };
const stages: PageRequest = { endpoint: endpoints.leadStages, noun: 'lead stage' };

/** Lets Heffl answer a GET of the address, which has this query unless it has one of its own. */
const answer = (address: string, status: number, body?: unknown, headers: Record<string, string> = {}) =>
  nock(HEFFL)
    .get(`/api/v1${address.includes('?') ? address : `${address}?limit=100`}`)
    .reply(status, typeof body === 'string' ? body : JSON.stringify(body), headers);

describe('page', () => {
  const items = [{ id: 'ld_2', name: 'Omar' }, { id: 1 }];

  test.each<[string, unknown, string | undefined]>([
    ['the end', { items, nextCursor: null, hasMore: false }, undefined],
    ['a cursor, although there is no more', { items, nextCursor: 'c1', hasMore: false }, undefined],
    ['a cursor, and no word of more', { items, nextCursor: 'c1' }, 'c1'],
    ['a cursor that is a number', { items, nextCursor: 7, hasMore: true }, '7'],
    ['more, but an empty cursor', { items, nextCursor: '', hasMore: true }, undefined],
    ['a cursor that is an object', { items, nextCursor: {}, hasMore: true }, undefined],
    ['the list in data', { data: items, nextCursor: 'c1', hasMore: true }, 'c1'],
    ['the list alone', items, undefined],
    ['a cursor in meta', { items, meta: { nextCursor: 'c1', hasMore: true } }, 'c1'],
    ['an end in meta', { items, nextCursor: 'c1', meta: { hasMore: false } }, undefined],
    ['page numbers', { items, meta: { count: 2, total: 50, pageNo: 1, pageSize: 2 } }, undefined],
    ['data that is no list beside it', { items, data: { total: 2 } }, undefined],
  ])('with %s: read', async (_, body, next) => {
    answer('/leads', 200, body);
    expect(await pageOf(leads)).toMatchObject({ items, next, at: Date.parse('2026-11-23T10:00:00.000Z') });
  });

  test('Date header: the time of the page', async () => {
    answer('/leads', 200, { items }, { date: 'Mon, 23 Nov 2026 09:59:00 GMT' });
    expect((await pageOf(leads)).at).toBe(Date.parse('2026-11-23T09:59:00.000Z'));
  });

  const noList = 'the answer holds no list';
  const noId = 'the list holds a record without an ID';

  test.each([
    [{ items: { id: 'ld_1' } }, noList],
    [null, noList],
    ['', noList],
    [{ items: [{ id: ' ' }] }, noId],
    [[null], noId],
  ])('%j: fails, as %s', async (body, why) => {
    const message = `Heffl could not list the leads: ${why}. If this goes on, contact Heffl support with this text.`;
    answer('/leads', 200, body);
    expect(await failureOf(() => pageOf(leads))).toEqual(failed('UnexpectedAnswer', undefined, message));
  });

  test('record without an ID among others: left out and logged', async () => {
    const log = jest.spyOn(client.z.console, 'log').mockImplementation(() => undefined);
    answer('/leads', 200, { items: [{ id: 'ld_1' }, { name: 'Jane' }, null] });
    expect((await pageOf(leads)).items).toEqual([{ id: 'ld_1' }]);
    expect(log).toHaveBeenCalledWith('Heffl listed 2 records without an ID, which are left out.');
  });
});

describe('list with several paths', () => {
  const found = { items: [{ id: 'x' }] };

  test.each([400, 404, 405])('%i at the first: asked for at the second', async (status) => {
    answer('/leads/stages', status, { message: 'Lead not found' });
    answer('/lead-stages', 200, found);
    expect(await pageOf(stages)).toMatchObject(found);
  });

  test('served at the last: asked for at each, with the same query', async () => {
    const query = '?limit=5&cursor=c1';
    answer(`/leads/sources${query}`, 404, {});
    answer(`/lead-sources${query}`, 404, {});
    answer(`/sources${query}`, 200, found);
    const sources = { endpoint: endpoints.leadSources, noun: 'lead source', limit: 5, cursor: 'c1' };
    expect(await pageOf(sources)).toMatchObject(found);
  });

  test('served at none: fails with the last answer, which tryPage may accept', async () => {
    const noSuchPath = () => {
      answer('/leads/stages', 404, {});
      answer('/lead-stages', 410, { message: 'No such path' });
    };
    noSuchPath();
    expect(await failureOf(() => pageOf(stages))).toMatchObject({ code: 'UnexpectedAnswer', status: 410 });
    noSuchPath();
    expect(await tryPage(client.z, client.open(), stages, [410])).toBeUndefined();
  });

  test('403 at the first: fails without another request', async () => {
    answer('/leads/stages', 403, {});
    expect(await failureOf(() => pageOf(stages))).toMatchObject({ code: 'Forbidden' });
  });
});

test('429 with busyText: throttled with that text', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  answer('/leads', 429, {}, { 'retry-after': '10' });
  const busyText = (seconds: number): string => `Goes on in ${seconds}.`;
  expect(await failureOf(() => pageOf({ ...leads, busyText }))).toEqual({
    name: 'ThrottledError',
    message: 'Goes on in 10.',
    delay: 10,
  });
});
