import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { type Call, connect } from '../../src/heffl/client.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import { stopClock } from '../support/stopped-clock.js';

closeNetwork();

const HEFFL = 'https://api.heffl.com';

let z: ZObject;
let time: ReturnType<typeof stopClock>;
beforeAll(async () => {
  z = await openZ();
});
beforeEach(() => {
  time = stopClock();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const send = (call: Partial<Call> = {}) =>
  connect(z, { authData: { api_key: 'heffl_user_abc' } }).send({
    method: 'GET',
    path: '/leads',
    purpose: 'list the leads',
    noun: 'lead',
    ...call,
  });

const tooMany = { code: 'TOO_MANY_REQUESTS', message: 'Too many requests' };

/** `Math.random` at both ends of what it gives. */
const chances = [0, 0.999_999];

test.each(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const)(
  'Retry-After 3: waits, and sends the %s again with the same body',
  async (method) => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const body = method === 'GET' || method === 'DELETE' ? undefined : { name: 'Jane' };
    nock(HEFFL).intercept('/api/v1/leads', method, body).reply(429, tooMany, { 'retry-after': '3' });
    nock(HEFFL).intercept('/api/v1/leads', method, body).reply(200, { id: 'ld_1' });
    expect(await send({ method, ...(body && { body }) })).toMatchObject({ data: { id: 'ld_1' } });
    expect(time.sleeps).toEqual([3000]);
  },
);

test('reset as a moment: counted from the Date of the answer, not from our clock', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  nock(HEFFL)
    .get('/api/v1/leads')
    .reply(429, tooMany, {
      date: 'Mon, 23 Nov 2026 12:00:00 GMT',
      'ratelimit-reset': String(Date.parse('2026-11-23T12:00:02.000Z') / 1000),
    });
  nock(HEFFL).get('/api/v1/leads').reply(200, { items: [] });
  expect(await send()).toMatchObject({ status: 200 });
  expect(time.sleeps).toEqual([2000]);
});

test('Retry-After 0: still pauses', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  nock(HEFFL).get('/api/v1/leads').reply(429, tooMany, { 'retry-after': '0' });
  nock(HEFFL).get('/api/v1/leads').reply(200, { items: [] });
  expect(await send()).toMatchObject({ status: 200 });
  expect(time.sleeps).toEqual([250]);
});

test.each([
  ['Retry-After', { 'retry-after': '10' }, [10, 40]],
  ['RateLimit-Reset', { 'ratelimit-reset': '20' }, [20, 50]],
  ['RateLimit', { ratelimit: 'limit=60, remaining=0, reset=30' }, [30, 60]],
  ['Retry-After just above three seconds', { 'retry-after': '4' }, [4, 34]],
  ['no header: a minute', {}, [60, 90]],
  ['unreadable header: a minute', { 'retry-after': 'soon' }, [60, 90]],
])('long wait by %s: throttled, with up to 30 s more', async (_, headers, delays) => {
  const failures = [];
  for (const chance of chances) {
    jest.spyOn(Math, 'random').mockReturnValue(chance);
    nock(HEFFL).get('/api/v1/leads').reply(429, tooMany, headers);
    failures.push(await failureOf(() => send()));
  }
  expect(failures).toEqual(
    delays.map((delay) => ({
      name: 'ThrottledError',
      delay,
      message: `Heffl allows 60 requests a minute for each API key, and they are used up. A running Zap goes on by itself in about ${delay} seconds. In the Zap editor, try again then.`,
    })),
  );
  expect(time.sleeps).toEqual([]);
});

test('busyText: is the message', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  nock(HEFFL).get('/api/v1/leads').reply(429, tooMany, { 'retry-after': '10' });
  const busyText = (seconds: number): string => `Goes on in ${seconds}.`;
  expect(await failureOf(() => send({ busyText }))).toEqual({
    name: 'ThrottledError',
    message: 'Goes on in 10.',
    delay: 10,
  });
});

test('five short waits: four in the run, then throttled', async () => {
  nock(HEFFL).get('/api/v1/leads').times(5).reply(429, tooMany, { 'retry-after': '2' });
  expect(await failureOf(() => send())).toMatchObject({ name: 'ThrottledError' });
  expect(time.sleeps).toEqual([2000, 2000, 2000, 2000]);
});

test('short wait, but no time left in the run: throttled', async () => {
  nock(HEFFL)
    .get('/api/v1/leads')
    .reply(() => {
      time.pass(22_500);
      return [429, tooMany, { 'retry-after': '3' }];
    });
  expect(await failureOf(() => send())).toMatchObject({ name: 'ThrottledError' });
  expect(time.sleeps).toEqual([]);
});

test('POST, 429 twice: repeated, then throttled', async () => {
  nock(HEFFL).post('/api/v1/leads').reply(429, tooMany, { 'retry-after': '1' });
  nock(HEFFL).post('/api/v1/leads').reply(429, tooMany, { 'retry-after': '30' });
  expect(await failureOf(() => send({ method: 'POST', body: {} }))).toMatchObject({ name: 'ThrottledError' });
});

test('DELETE, 429, then 404: fails, as nothing was deleted', async () => {
  nock(HEFFL).delete('/api/v1/leads/ld_1').reply(429, tooMany, { 'retry-after': '1' });
  nock(HEFFL).delete('/api/v1/leads/ld_1').reply(404, { code: 'NOT_FOUND', message: 'Lead not found' });
  const call = { method: 'DELETE', id: 'ld_1', purpose: 'delete the lead', isUserData: true } as const;
  expect(await failureOf(() => send(call))).toMatchObject({
    name: 'HaltedError',
    message:
      'Heffl could not delete the lead "ld_1": Lead not found. Choose it from the list, or add a step that finds it first.',
  });
});
