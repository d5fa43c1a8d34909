import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { type Call, connect } from '../../src/heffl/client.js';
import { openZ } from '../support/core.js';
import { type Failure, failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import { stopClock } from '../support/stopped-clock.js';

closeNetwork();

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});
beforeEach(() => {
  stopClock();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const update: Call = {
  method: 'PATCH',
  path: '/leads',
  id: 'ld_1',
  body: { name: 'Jane' },
  purpose: 'update the lead',
  noun: 'lead',
  isUserData: true,
};
const create: Call = {
  method: 'POST',
  path: '/leads',
  body: { name: 'Jane' },
  purpose: 'create the lead',
  noun: 'lead',
  isUserData: true,
};
const remove: Call = {
  method: 'DELETE',
  path: '/leads',
  id: 'ld_1',
  purpose: 'delete the lead',
  noun: 'lead',
  isUserData: true,
};
const list: Call = { method: 'GET', path: '/leads', purpose: 'list the leads', noun: 'lead' };

/** How the call fails if Heffl answers it with this status and this body. */
const refusalOf = async (call: Call, status: number, body?: object | string): Promise<Failure> => {
  nock('https://api.heffl.com')
    .intercept(/^\/api\/v1\/leads/, call.method)
    .times(status >= 500 && call.method !== 'POST' ? 5 : 1)
    .reply(status, body);
  return failureOf(() => connect(z, { authData: { api_key: 'heffl_user_abc' } }).send(call));
};

const halted = (message: string): Failure => ({ name: 'HaltedError', message });
const failed = (code: string, status: number, message: string): Failure => ({
  name: 'AppError',
  code,
  status,
  message,
});

test.each<[string, Call, number, Failure]>([
  [
    '401 in the connection test says where to find the key',
    { ...list, isConnectionTest: true },
    401,
    failed(
      'AuthenticationError',
      401,
      'Heffl does not know this API key. In Heffl, open Settings > Developers (https://app.heffl.com/settings/developers), create a key, copy all of it, and paste it here.',
    ),
  ],
  [
    '401 in a run asks to reconnect',
    list,
    401,
    {
      name: 'ExpiredAuthError',
      message:
        'Heffl no longer accepts the API key of this connection. Create a new key in Heffl under Settings > Developers, then reconnect Heffl with it under App Connections in Zapier.',
    },
  ],
  [
    '403 says which permission is missing, and whose',
    update,
    403,
    failed(
      'Forbidden',
      403,
      'Heffl could not update the lead (Said by Heffl): the person who made this API key does not have the permission for that. Ask your Heffl admin for it, or reconnect with the key of someone who has it.',
    ),
  ],
  [
    '400 has the words of Heffl',
    create,
    400,
    halted('Heffl could not create the lead: Said by Heffl. Correct this in the step and run it again.'),
  ],
  [
    '422 has the words of Heffl',
    create,
    422,
    halted('Heffl could not create the lead: Said by Heffl. Correct this in the step and run it again.'),
  ],
  [
    '409 points at Find or Create',
    create,
    409,
    halted(
      'Heffl could not create the lead: Said by Heffl. It may exist already: look for it in Heffl first, or use a Find or Create step.',
    ),
  ],
  [
    '409 on a change points at the other record',
    update,
    409,
    halted(
      'Heffl could not update the lead: Said by Heffl. Another record stands in the way: look at it in Heffl, or use another value.',
    ),
  ],
  [
    '409 on a deletion points at what depends on the record',
    remove,
    409,
    halted(
      'Heffl could not delete the lead: Said by Heffl. Other records may depend on it: open it in Heffl, and remove what is linked to it first.',
    ),
  ],
  [
    '404 for a record names its ID, and says what Heffl says',
    update,
    404,
    halted(
      'Heffl could not update the lead "ld_1": Said by Heffl. Choose it from the list, or add a step that finds it first.',
    ),
  ],
  [
    '410 for a record names its ID, and says what Heffl says',
    update,
    410,
    halted(
      'Heffl could not update the lead "ld_1": Said by Heffl. Choose it from the list, or add a step that finds it first.',
    ),
  ],
  [
    '404 for what a new record is linked to has the words of Heffl',
    create,
    404,
    halted('Heffl could not create the lead: Said by Heffl. Correct this in the step and run it again.'),
  ],
  [
    '400 on what the user did not fill in is an error',
    list,
    400,
    failed(
      'UnexpectedAnswer',
      400,
      'Heffl could not list the leads: Said by Heffl. If this goes on, contact Heffl support with this text.',
    ),
  ],
  [
    '418 is an error, even on what the user filled in',
    create,
    418,
    failed(
      'UnexpectedAnswer',
      418,
      'Heffl could not create the lead: Said by Heffl. If this goes on, contact Heffl support with this text.',
    ),
  ],
  [
    '500 says that Heffl has a problem',
    list,
    500,
    failed(
      'HefflDown',
      500,
      'Heffl could not list the leads, because it has a problem of its own right now (error 500). Try again in a few minutes.',
    ),
  ],
])('%s', async (_, call, status, expected) => {
  expect(await refusalOf(call, status, { code: 'SOME_CODE', message: 'Said by Heffl.' })).toEqual(expected);
});

const refusedBecause = (why: string): Failure =>
  halted(`Heffl could not create the lead: ${why}. Correct this in the step and run it again.`);

describe('the words of Heffl', () => {
  const issues = [
    { field: 'email', message: 'Invalid email address format.' },
    { field: 'name', message: 'Required!' },
  ];

  test.each([
    ['version 1', { code: 'BAD_REQUEST', message: 'Invalid email' }, 'Invalid email'],
    ['version 2', { error: { code: 'BAD_REQUEST', message: 'Invalid email' } }, 'Invalid email'],
    [
      'version 2 with issues',
      { error: { code: 'VALIDATION_ERROR', message: 'Validation failed', details: { issues } } },
      'email: Invalid email address format; name: Required',
    ],
    [
      'issues beside the message',
      { message: 'Bad', details: { issues } },
      'email: Invalid email address format; name: Required',
    ],
    [
      'issues as the details',
      { message: 'Bad', details: issues },
      'email: Invalid email address format; name: Required',
    ],
    ['an issue without a field', { details: [{ message: 'Too long' }] }, 'Too long'],
    ['an issue with a path', { issues: [{ path: ['price'], message: 'Too low' }] }, 'price: Too low'],
    ['messages by field', { errors: { email: ['Taken'], name: 'Too long' } }, 'email: Taken; name: Too long'],
    ['issues without words', { message: 'Bad', details: [{ field: 'email' }, 'email', null] }, 'Bad'],
    ['several messages', { message: ['Too long', 'Not an email'] }, 'Too long; Not an email'],
    ['an error in one word', { error: 'Nope' }, 'Nope'],
    ['a full stop, line breaks and blanks', { message: ' Bad\n\n  email \t here.. ' }, 'Bad email here'],
  ])('are read from %s', async (_, body, why) => {
    expect(await refusalOf(create, 400, body)).toEqual(refusedBecause(why));
  });

  test.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a list', [{ message: 'Bad' }]],
    ['a page of HTML', '<!DOCTYPE html><html><body>Bad</body></html>'],
    ['JSON that is cut off', '{"message": "Bad'],
    ['JSON inside the message', { message: '{"code":"invalid_type","path":["email"]}' }],
    ['a list inside the message', { message: '[{"code":"invalid_type"}]' }],
    ['HTML inside the message', { message: '<b>Bad</b>' }],
    ['a message of blanks', { message: '  ' }],
    ['a message of full stops', { message: '...' }],
    ['a message that is an object', { message: { text: 'Bad' } }],
    ['an error that is a list', { error: ['Bad'] }],
  ])('%s: the status stands for them', async (_, body) => {
    expect(await refusalOf(create, 400, body)).toEqual(refusedBecause('error 400'));
  });

  test.each<[number, Call]>([
    [400, create],
    [404, create],
    [409, create],
    [422, update],
    [418, create],
    [400, list],
    [404, { ...update, id: 'x'.repeat(1000) }],
  ])('of any length fit into the 250 characters that Zapier shows, after a %i', async (status, call) => {
    const { message } = await refusalOf(call, status, { message: 'The email is wrong. '.repeat(100) });
    expect(message.length).toBeLessThanOrEqual(250);
    expect(message).toMatch(/^Heffl could not (create|update|list) the leads?( "x+…")?: .+…/);
    expect(message).toMatch(/(again|support with this text|step|first)\.$/);
  });
});
