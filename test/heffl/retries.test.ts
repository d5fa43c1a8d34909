import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import nock from 'nock';
import { z as schema } from 'zod';
import { errorTexts } from '../../src/errors.js';
import type { Call } from '../../src/heffl/client.js';
import type { Method } from '../../src/heffl/facts.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { backoff, neverArrived } from '../../src/heffl/retry.js';
import { HEFFL, openClient } from '../support/client.js';
import { failureOf, halted } from '../support/failure.js';

const client = openClient();
const { open } = client;
beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

const bodyOf = (method: Method) => (method === 'GET' || method === 'DELETE' ? undefined : { name: 'Jane' });

const send = (method: Method, more: Partial<Call> = {}, heffl = open()) => {
  const body = bodyOf(method);
  const call = { method, path: '/leads', id: 'ld_1', purpose: 'change the lead', noun: 'lead' };
  return heffl.send({ ...call, ...(body && { body }), ...more });
};

/** Prepares the next answers of Heffl, each a status, with the headers of a 429, or the code of a broken connection. */
const answer = (method: Method, ...answers: readonly (number | string | Record<string, string>)[]): void => {
  for (const one of answers) {
    const answering = nock(HEFFL).intercept('/api/v1/leads/ld_1', method, bodyOf(method));
    if (typeof one === 'string')
      answering.replyWithError(Object.assign(new Error(`connect ${one}`), { code: one }));
    else if (typeof one === 'object') answering.reply(429, { message: 'Too many requests' }, one);
    else answering.reply(one, one < 300 ? { id: 'ld_1' } : { message: 'No such lead' });
  }
};

const done = { status: 200, data: { id: 'ld_1' } };

describe('a fault', () => {
  test.each([500, 502, 503, 504, 'ECONNRESET', 'ETIMEDOUT'])(
    '%s: a PATCH is sent again after a pause, a POST may be done',
    async (fault) => {
      answer('PATCH', fault, 200);
      expect(await send('PATCH')).toMatchObject(done);
      expect(client.time.sleeps).toEqual([250]);
      answer('POST', fault);
      expect(await failureOf(() => send('POST', { purpose: 'create the lead' }))).toEqual(
        halted(
          'Heffl was asked to create the lead, and did not say whether it did, so the lead may exist. Look in Heffl before you run this again, or you may get it twice.',
        ),
      );
      expect(client.time.sleeps).toEqual([250]);
    },
  );

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    '%s, so that it never arrived: a POST is sent again',
    async (code) => {
      answer('POST', code, 200);
      expect(await send('POST')).toMatchObject(done);
      expect(client.time.sleeps).toEqual([250]);
    },
  );

  const maybe = (reason: string) =>
    halted(
      `Heffl was asked to change the lead, and may have done it, but ${reason}. Look in Heffl before you run this again.`,
    );
  const unreachable = {
    name: 'AppError',
    code: 'Unreachable',
    message:
      'Heffl could not change the lead: it did not answer, or the connection broke. Try again in a few minutes.',
  };
  const down = { ...unreachable, code: 'HefflDown', status: 503 };

  test.each([
    ['GET', 503, { ...down, message: errorTexts.down({ purpose: 'change the lead', status: 503 }) }],
    ['GET', 'ECONNRESET', unreachable],
    ['PUT', 503, maybe('the answer was error 503')],
    ['DELETE', 'ECONNRESET', maybe('no answer arrived')],
    ['POST', 'ECONNREFUSED', unreachable],
  ] as const)('%s, %s five times: fails', async (method, fault, failure) => {
    answer(method, fault, fault, fault, fault, fault);
    expect(await failureOf(() => send(method))).toEqual(failure);
    expect(client.time.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('POST, connection refused, then 502: sent twice, may be done', async () => {
    answer('POST', 'ECONNREFUSED', 502);
    expect(await failureOf(() => send('POST'))).toMatchObject({ name: 'HaltedError' });
  });

  test.each<[string | number, number]>([
    [502, 404],
    ['ECONNRESET', 410],
  ])('DELETE, %s, then %i: done', async (fault, status) => {
    answer('DELETE', fault, status);
    expect(await send('DELETE')).toMatchObject({ status });
  });

  test.each<[Method, ...(string | number | Record<string, string>)[]]>([
    ['DELETE', 404],
    ['DELETE', 'ECONNREFUSED', 404],
    ['DELETE', { 'retry-after': '1' }, 404],
    ['GET', 502, 404],
  ])('%s, %j %j: fails, as nothing was deleted', async (method, ...answers) => {
    answer(method, ...answers);
    const message = errorTexts.missing({ purpose: 'change the lead', id: 'ld_1', reason: 'No such lead' });
    expect(await failureOf(() => send(method, { isUserData: true }))).toEqual(halted(message));
  });

  test('error of the code: thrown on, without a retry', async () => {
    const error = new TypeError('x is not a function');
    jest.spyOn(client.z, 'request').mockImplementation(() => {
      throw error;
    });
    await expect(send('GET')).rejects.toBe(error);
    expect(client.time.sleeps).toEqual([]);
  });

  test('what is not an error with a code that is text: may have arrived', () => {
    const odd = [new Error('hang up'), Object.assign(new Error('odd'), { code: 7 }), { code: 'ENOTFOUND' }];
    expect(odd.map(neverArrived)).toEqual([false, false, false]);
  });

  test.each([
    [1, 500],
    [2, 1000],
    [50, 8000],
  ])('the pause after attempt %i: at most %i ms, spread over all of it', (attempt, longest) => {
    const random = jest.spyOn(Math, 'random');
    const pauses = [0, 0.25, 1 / 3, 1].map((chance) => {
      random.mockReturnValue(chance);
      return backoff(attempt);
    });
    expect(pauses).toEqual([0, longest / 4, Math.ceil(longest / 3), longest]);
  });
});

describe('429', () => {
  const NOON = 'Mon, 23 Nov 2026 12:00:00 GMT';
  const AFTER_NOON = String(Date.parse(NOON) / 1000 + 2);

  test.each<[string, Record<string, string>, number]>([
    ['Retry-After 3', { 'retry-after': '3' }, 3000],
    ['Retry-After 0', { 'retry-after': '0' }, 250],
    // By the clock of the answer, and not by ours.
    ['a reset two seconds after the Date', { date: NOON, 'ratelimit-reset': AFTER_NOON }, 2000],
  ])('short wait by %s: sent again', async (_, headers, pause) => {
    answer('GET', headers, 200);
    expect(await send('GET')).toMatchObject(done);
    expect(client.time.sleeps).toEqual([pause]);
  });

  test.each<[string, Record<string, string>, [number, number]]>([
    ['Retry-After just above three seconds', { 'retry-after': '4' }, [4, 34]],
    ['Retry-After of hours: an hour', { 'retry-after': '9000' }, [3600, 3600]],
    ['no header: a minute', {}, [60, 90]],
  ])('long wait by %s: throttled, with up to 30 s more', async (_, headers, delays) => {
    for (const [index, delay] of delays.entries()) {
      jest.spyOn(Math, 'random').mockReturnValue(index * 0.999_999);
      answer('GET', headers);
      expect(await failureOf(() => send('GET'))).toEqual({
        name: 'ThrottledError',
        delay,
        message: `Heffl allows 60 requests a minute for each API key, and they are used up. A running Zap goes on by itself in about ${delay} seconds. In the Zap editor, try again then.`,
      });
    }
    expect(client.time.sleeps).toEqual([]);
  });

  test('five short waits: four in the run, then throttled', async () => {
    const short = { 'retry-after': '2' };
    answer('POST', short, short, short, short, short);
    expect(await failureOf(() => send('POST'))).toMatchObject({ name: 'ThrottledError' });
    expect(client.time.sleeps).toEqual([2000, 2000, 2000, 2000]);
  });

  test('short wait, but no time left in the run: throttled', async () => {
    const heffl = open();
    client.time.pass(22_500);
    answer('GET', { 'retry-after': '3' });
    expect(await failureOf(() => send('GET', {}, heffl))).toMatchObject({ name: 'ThrottledError' });
    expect(client.time.sleeps).toEqual([]);
  });
});

const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const EPOCH = NOW / 1000;

test.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '1.5' }, 1_500],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
  [{ 'ratelimit-reset': '999999999' }, 999_999_999_000],
  [{ 'ratelimit-reset': String(EPOCH + 42) }, 42_000],
  [{ 'ratelimit-reset': String(NOW + 4200) }, 4_200],
  [{ 'ratelimit-reset': String(EPOCH - 42) }, 0],
  [{ 'x-ratelimit-reset': '9' }, 9_000],
  [{ ratelimit: '"default";r=0;t=12' }, 12_000],
  [{ ratelimit: 'limit = 60, remaining = 0, reset = 12' }, 12_000],
  [{ ratelimit: 't=12;r=0' }, 12_000],
  [{ ratelimit: 'limit=60, remaining=0' }, undefined],
  [{ 'retry-after': '1', 'ratelimit-reset': '2', ratelimit: 't=3' }, 1_000],
  [{ 'ratelimit-reset': '2', ratelimit: 't=3' }, 2_000],
  [{ 'retry-after': ' ', 'ratelimit-reset': '2' }, 2_000],
  [{ 'retry-after': '-5', 'ratelimit-reset': '2' }, 2_000],
  [{ 'retry-after': 'in a while' }, undefined],
  [{ 'retry-after': '9'.repeat(400) }, undefined],
])('headers %j ask for a wait of %s ms', (headers, expected) => {
  expect(waitAsked(new Headers(headers), NOW)).toBe(expected);
});

test.each([
  ['Mon, 23 Nov 2026 10:00:00 GMT', NOW],
  ['yesterday', undefined],
  [null, undefined],
])('Date %j: answered at %s', (date, expected) => {
  expect(answeredAt({ get: (name) => (name === 'date' ? date : null) })).toBe(expected);
});

describe('the 25 seconds of a run', () => {
  test('attempts of 9 s: three', async () => {
    nock(HEFFL)
      .get('/api/v1/leads/ld_1')
      .times(3)
      .reply(() => {
        client.time.pass(9_000);
        return [500, {}];
      });
    expect(await failureOf(() => send('GET'))).toMatchObject({ code: 'HefflDown' });
    expect(client.time.sleeps).toEqual([250, 500]);
  });

  test('less left than the pause before a second attempt: no second attempt', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const heffl = open();
    client.time.pass(24_505);
    expect(heffl.timeLeft()).toBe(495);
    answer('GET', 503);
    expect(await failureOf(() => send('GET', {}, heffl))).toMatchObject({ code: 'HefflDown' });
    expect(client.time.sleeps).toEqual([]);
  });

  test('optional call: two attempts of 2.5 s', async () => {
    const timer = jest.spyOn(global, 'setTimeout');
    answer('GET', 500, 500);
    expect(await failureOf(() => send('GET', { isOptional: true }))).toMatchObject({ code: 'HefflDown' });
    expect(timer.mock.calls.filter(([, ms]) => ms === 2_500)).toHaveLength(2);
    expect(client.time.sleeps).toHaveLength(1);
  });

  test.each([
    [0, 10_000],
    [15_002, 9_998],
    [40_000, 1],
  ])('%i ms have passed: a timeout of %i ms', async (passed, patience) => {
    const timer = jest.spyOn(global, 'setTimeout');
    const heffl = open();
    client.time.pass(passed);
    answer('GET', 200);
    await send('GET', {}, heffl).catch(() => 'A millisecond may be too short.');
    expect(timer).toHaveBeenCalledWith(expect.any(Function), patience);
  });
});

describe('a server that speaks no HTTP of its own', () => {
  let server: Server | undefined;
  let connections = 0;
  const listen = async (serve: (socket: Socket) => unknown): Promise<void> => {
    connections = 0;
    server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => socket.destroy());
      serve(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = schema.object({ port: schema.int() }).parse(server.address());
    process.env.HEFFL_BASE_URL = `http://127.0.0.1:${port}`;
  };
  const closeServer = async (): Promise<void> => {
    if (server) await once(server.close(), 'close');
    server = undefined;
  };
  afterEach(closeServer);

  const cutOff = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id": ';

  test.each([
    ['nothing', ''],
    ['headers and a body that never ends', cutOff],
  ])('sends %s: GET fails, POST may be done', async (_, text) => {
    await listen((socket) => socket.once('data', () => socket.write(text)));
    const heffl = open();
    // 50 ms of the run are left.
    client.time.pass(24_950);
    expect(await failureOf(() => send('GET', {}, heffl))).toMatchObject({ code: 'Unreachable' });
    expect(await failureOf(() => send('POST', {}, heffl))).toMatchObject({ name: 'HaltedError' });
  });

  test('breaks off in the body: noticed at once, as a broken connection', async () => {
    await listen((socket) => socket.once('data', () => socket.end(cutOff)));
    const started = performance.now();
    expect(await failureOf(() => send('GET', { isOptional: true }))).toMatchObject({ code: 'Unreachable' });
    expect(connections).toBe(2);
    // Each attempt has a timeout of 2.5 s.
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  test('sends an answer that never ends: fails at 20 MB, asked for once', async () => {
    await listen((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const more = (): void => {
          if (socket.write(Buffer.alloc(1_000_000, ' '))) setImmediate(more);
          else socket.once('drain', more);
        };
        more();
      });
    });
    const reason = 'the answer is larger than 20 MB';
    const message = errorTexts.unexpected({ purpose: 'change the lead', reason });
    expect(await failureOf(() => send('GET'))).toMatchObject({ message });
    // Waits until the connection is closed.
    await closeServer();
    expect(connections).toBe(1);
  });
});
