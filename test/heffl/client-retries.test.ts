import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { z as schema } from 'zod';
import { type Call, connect, type Heffl } from '../../src/heffl/client.js';
import type { Method } from '../../src/heffl/facts.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import { stopClock } from '../support/stopped-clock.js';

closeNetwork();

const HEFFL = 'https://api.heffl.com';
const ADDRESS = '/api/v1/leads/ld_1';

let z: ZObject;
let time: ReturnType<typeof stopClock>;
beforeAll(async () => {
  z = await openZ();
});
beforeEach(() => {
  time = stopClock();
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.HEFFL_BASE_URL;
});

let server: Server | undefined;
/** Starts a server that speaks no HTTP of its own, and gives its address. */
const listen = async (answer: (socket: Socket) => void): Promise<string> => {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    answer(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${schema.object({ port: schema.int() }).parse(server.address()).port}`;
};
const closeServer = async (): Promise<void> => {
  if (server) await once(server.close(), 'close');
  server = undefined;
};
afterEach(closeServer);

const open = (): Heffl => connect(z, { authData: { api_key: 'heffl_user_abc' } });

const bodyOf = (method: Method) => (method === 'GET' || method === 'DELETE' ? undefined : { name: 'Jane' });

const callWith = (method: Method, more: Partial<Call> = {}): Call => {
  const body = bodyOf(method);
  const call = { method, path: '/leads', id: 'ld_1', purpose: 'change the lead', noun: 'lead' };
  return { ...call, ...(body && { body }), ...more };
};

const repeatable = ['GET', 'PATCH', 'PUT', 'DELETE'] as const;

type Fault = 500 | 502 | 503 | 504 | 'ECONNRESET' | 'ETIMEDOUT' | 'ECONNREFUSED';
const afterArrival = [500, 502, 503, 504, 'ECONNRESET', 'ETIMEDOUT'] as const;

const prepare = (method: Method, fault: Fault, times = 1): void => {
  const answering = nock(HEFFL).intercept(ADDRESS, method, bodyOf(method)).times(times);
  if (typeof fault === 'number') answering.reply(fault, '<html>Bad gateway</html>');
  else answering.replyWithError(Object.assign(new Error(`connect ${fault}`), { code: fault }));
};

describe.each(repeatable)('a %s', (method) => {
  test.each(afterArrival)('that meets %s is sent again after a pause', async (fault) => {
    prepare(method, fault);
    nock(HEFFL).intercept(ADDRESS, method, bodyOf(method)).reply(200, { id: 'ld_1' });
    expect(await open().send(callWith(method))).toMatchObject({ status: 200, data: { id: 'ld_1' } });
    expect(time.sleeps).toEqual([250]);
  });

  test('is given up after five attempts, with longer and longer pauses', async () => {
    prepare(method, 503, 5);
    expect(await failureOf(() => open().send(callWith(method)))).toEqual({
      name: 'AppError',
      code: 'HefflDown',
      status: 503,
      message:
        'Heffl could not change the lead, because it has a problem of its own right now (error 503). Try again in a few minutes.',
    });
    expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('that never gets an answer is given up after five attempts', async () => {
    prepare(method, 'ECONNRESET', 5);
    expect(await failureOf(() => open().send(callWith(method)))).toEqual({
      name: 'AppError',
      code: 'Unreachable',
      message:
        'Heffl could not change the lead: it did not answer, or the connection broke. Try again in a few minutes.',
    });
    expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('goes on through one fault after the other', async () => {
    prepare(method, 500);
    prepare(method, 'ECONNRESET');
    prepare(method, 504);
    nock(HEFFL).intercept(ADDRESS, method).reply(200, { id: 'ld_1' });
    expect(await open().send(callWith(method))).toMatchObject({ status: 200 });
    expect(time.sleeps).toEqual([250, 500, 1000]);
  });
});

describe('a POST', () => {
  test.each(afterArrival)(
    'that meets %s is sent once, and the error says that it may be done',
    async (fault) => {
      prepare('POST', fault);
      expect(await failureOf(() => open().send(callWith('POST', { purpose: 'create the lead' })))).toEqual({
        name: 'AppError',
        code: 'MaybeDone',
        ...(typeof fault === 'number' && { status: fault }),
        message:
          'Heffl was asked to create the lead, and did not say whether it did, so the lead may exist. Look in Heffl before you run this again, or you may get it twice.',
      });
      expect(time.sleeps).toEqual([]);
    },
  );

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    'that never left (%s) is sent again',
    async (code) => {
      nock(HEFFL)
        .post(ADDRESS)
        .replyWithError(Object.assign(new Error(`connect ${code}`), { code }));
      nock(HEFFL).post(ADDRESS, { name: 'Jane' }).reply(200, { id: 'ld_1' });
      expect(await open().send(callWith('POST'))).toMatchObject({ data: { id: 'ld_1' } });
      expect(time.sleeps).toEqual([250]);
    },
  );

  test('that never leaves is given up, and the error does not say that it may be done', async () => {
    prepare('POST', 'ECONNREFUSED', 5);
    expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ code: 'Unreachable' });
    expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('that is repeated because it never left, and then may have arrived, is not sent a third time', async () => {
    prepare('POST', 'ECONNREFUSED');
    prepare('POST', 502);
    expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ code: 'MaybeDone' });
  });
});

describe('a DELETE', () => {
  test.each([
    [502, 404],
    ['ECONNRESET', 404],
    [504, 410],
  ] as const)('that met %s and then finds nothing (%i) has done its work', async (fault, status) => {
    prepare('DELETE', fault);
    nock(HEFFL).delete(ADDRESS).reply(status, { code: 'NOT_FOUND', message: 'Lead not found' });
    expect(await open().send(callWith('DELETE'))).toMatchObject({ status });
  });

  test('that finds nothing at once has not', async () => {
    nock(HEFFL).delete(ADDRESS).reply(404, { code: 'NOT_FOUND', message: 'Lead not found' });
    expect(await failureOf(() => open().send(callWith('DELETE', { isUserData: true })))).toMatchObject({
      name: 'HaltedError',
    });
  });

  test('that never left, and then finds nothing, has not either', async () => {
    prepare('DELETE', 'ECONNREFUSED');
    nock(HEFFL).delete(ADDRESS).reply(404, { code: 'NOT_FOUND', message: 'Lead not found' });
    expect(await failureOf(() => open().send(callWith('DELETE', { isUserData: true })))).toMatchObject({
      name: 'HaltedError',
    });
  });
});

test('a GET that met a fault and then finds nothing is still a miss', async () => {
  prepare('GET', 502);
  nock(HEFFL).get(ADDRESS).reply(404, { code: 'NOT_FOUND', message: 'Lead not found' });
  expect(await failureOf(() => open().send(callWith('GET', { isUserData: true })))).toMatchObject({
    name: 'HaltedError',
  });
});

describe('the 25 seconds of a run', () => {
  const slowly = (ms: number, times: number): void => {
    nock(HEFFL)
      .get(ADDRESS)
      .times(times)
      .reply(() => {
        time.pass(ms);
        return [500, {}];
      });
  };

  test('end the attempts before they are counted out', async () => {
    slowly(9_000, 3);
    expect(await failureOf(() => open().send(callWith('GET')))).toMatchObject({ code: 'HefflDown' });
    expect(time.sleeps).toEqual([250, 500]);
  });

  test('are shared by all calls of the run', async () => {
    const heffl = open();
    nock(HEFFL)
      .get('/api/v1/leads')
      .reply(() => {
        time.pass(24_755);
        return [200, {}];
      });
    await heffl.send({ method: 'GET', path: '/leads', purpose: 'list the leads', noun: 'lead' });
    // Less than the pause before a second attempt; half of it is the patience, in real time.
    expect(heffl.timeLeft()).toBe(245);
    slowly(0, 1);
    expect(await failureOf(() => heffl.send(callWith('GET')))).toMatchObject({ code: 'HefflDown' });
    expect(time.sleeps).toEqual([]);
  });

  test('are hardly touched by what a step can do without', async () => {
    const request = jest.spyOn(z, 'request');
    slowly(0, 2);
    const call: Call = { ...callWith('GET'), isOptional: true };
    expect(await failureOf(() => open().send(call))).toMatchObject({ code: 'HefflDown' });
    const once = [expect.objectContaining({ timeout: 2_500 })];
    expect(request.mock.calls).toEqual([once, once]);
    expect(time.sleeps).toHaveLength(1);
  });

  test.each([
    [0, 10_000],
    [4_000, 10_000],
    [5_002, 9_999],
    [15_000, 5_000],
    [24_000, 500],
    [25_000, 1],
    [40_000, 1],
  ])('leave a call that begins after %i ms a patience of %i ms', async (passed, patience) => {
    const request = jest.spyOn(z, 'request');
    const heffl = open();
    time.pass(passed);
    nock(HEFFL).get(ADDRESS).reply(200, {});
    await heffl.send(callWith('GET')).catch(() => 'A millisecond may be too short.');
    expect(request.mock.calls).toEqual([[expect.objectContaining({ timeout: patience })]]);
  });

  test('are not eaten by a server that never answers', async () => {
    process.env.HEFFL_BASE_URL = await listen((socket) => socket.resume());
    const heffl = open();
    time.pass(24_755);
    expect(await failureOf(() => heffl.send(callWith('GET')))).toMatchObject({ code: 'Unreachable' });
    expect(await failureOf(() => heffl.send(callWith('POST')))).toMatchObject({ code: 'MaybeDone' });
  });
});

test('an answer whose body breaks off is a broken connection', async () => {
  let connections = 0;
  process.env.HEFFL_BASE_URL = await listen((socket) => {
    connections += 1;
    socket.once('data', () => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id": ');
    });
  });
  const heffl = open();
  // Zapier's client notices a body that breaks off only when its patience ends.
  time.pass(24_600);
  expect(await failureOf(() => heffl.send(callWith('POST')))).toMatchObject({ code: 'MaybeDone' });
  expect(await failureOf(() => heffl.send(callWith('GET')))).toMatchObject({ code: 'Unreachable' });
  expect([connections, time.sleeps]).toEqual([3, [250]]);
});

test('a machine that refuses the connection got nothing, be it a POST', async () => {
  process.env.HEFFL_BASE_URL = await listen((socket) => socket.resume());
  await closeServer();
  expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ code: 'Unreachable' });
  expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
});

test('an error of the code is not taken for one of the network', async () => {
  const error = new TypeError('x is not a function');
  jest.spyOn(z, 'request').mockImplementation(() => {
    throw error;
  });
  await expect(open().send(callWith('GET'))).rejects.toBe(error);
  expect(time.sleeps).toEqual([]);
});
