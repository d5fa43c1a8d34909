import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { z as schema } from 'zod';
import { errorTexts } from '../../src/errors.js';
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

describe.each(repeatable)('%s', (method) => {
  test.each(afterArrival)('%s: sent again after a pause', async (fault) => {
    prepare(method, fault);
    nock(HEFFL).intercept(ADDRESS, method, bodyOf(method)).reply(200, { id: 'ld_1' });
    expect(await open().send(callWith(method))).toMatchObject({ status: 200, data: { id: 'ld_1' } });
    expect(time.sleeps).toEqual([250]);
  });

  test.each([
    [503, 'the answer was error 503'],
    ['ECONNRESET', 'no answer arrived'],
  ] as const)('%s five times: fails with %s', async (fault, reason) => {
    prepare(method, fault, 5);
    const failed = {
      503: {
        name: 'AppError',
        code: 'HefflDown',
        status: 503,
        message: errorTexts.down({ purpose: 'change the lead', status: 503 }),
      },
      ECONNRESET: {
        name: 'AppError',
        code: 'Unreachable',
        message: errorTexts.unreachable({ purpose: 'change the lead' }),
      },
    };
    expect(await failureOf(() => open().send(callWith(method)))).toEqual(
      method === 'GET'
        ? failed[fault]
        : {
            name: 'HaltedError',
            message: `Heffl was asked to change the lead, and may have done it, but ${reason}. Look in Heffl before you run this again.`,
          },
    );
    expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('connection refused five times: fails as not done', async () => {
    prepare(method, 'ECONNREFUSED', 5);
    expect(await failureOf(() => open().send(callWith(method)))).toEqual({
      name: 'AppError',
      code: 'Unreachable',
      message:
        'Heffl could not change the lead: it did not answer, or the connection broke. Try again in a few minutes.',
    });
  });

  test('three faults in a row: sent a fourth time', async () => {
    prepare(method, 500);
    prepare(method, 'ECONNRESET');
    prepare(method, 504);
    nock(HEFFL).intercept(ADDRESS, method).reply(200, { id: 'ld_1' });
    expect(await open().send(callWith(method))).toMatchObject({ status: 200 });
    expect(time.sleeps).toEqual([250, 500, 1000]);
  });
});

describe('POST', () => {
  test.each(afterArrival)('%s: sent once, may be done', async (fault) => {
    prepare('POST', fault);
    expect(await failureOf(() => open().send(callWith('POST', { purpose: 'create the lead' })))).toEqual({
      name: 'HaltedError',
      message:
        'Heffl was asked to create the lead, and did not say whether it did, so the lead may exist. Look in Heffl before you run this again, or you may get it twice.',
    });
    expect(time.sleeps).toEqual([]);
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    '%s: sent again',
    async (code) => {
      nock(HEFFL)
        .post(ADDRESS)
        .replyWithError(Object.assign(new Error(`connect ${code}`), { code }));
      nock(HEFFL).post(ADDRESS, { name: 'Jane' }).reply(200, { id: 'ld_1' });
      expect(await open().send(callWith('POST'))).toMatchObject({ data: { id: 'ld_1' } });
      expect(time.sleeps).toEqual([250]);
    },
  );

  test('connection refused, then 502: sent twice, may be done', async () => {
    prepare('POST', 'ECONNREFUSED');
    prepare('POST', 502);
    expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ name: 'HaltedError' });
  });
});

describe('DELETE', () => {
  test.each([
    [502, 404],
    ['ECONNRESET', 404],
    [504, 410],
  ] as const)('%s, then %i: done', async (fault, status) => {
    prepare('DELETE', fault);
    nock(HEFFL).delete(ADDRESS).reply(status, { code: 'NOT_FOUND', message: 'Lead not found' });
    expect(await open().send(callWith('DELETE'))).toMatchObject({ status });
  });

  test('404 at once: fails', async () => {
    nock(HEFFL).delete(ADDRESS).reply(404, { code: 'NOT_FOUND', message: 'Lead not found' });
    expect(await failureOf(() => open().send(callWith('DELETE', { isUserData: true })))).toMatchObject({
      name: 'HaltedError',
    });
  });

  test('connection refused, then 404: fails', async () => {
    prepare('DELETE', 'ECONNREFUSED');
    nock(HEFFL).delete(ADDRESS).reply(404, { code: 'NOT_FOUND', message: 'Lead not found' });
    expect(await failureOf(() => open().send(callWith('DELETE', { isUserData: true })))).toMatchObject({
      name: 'HaltedError',
    });
  });
});

test('GET, 502, then 404: fails', async () => {
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

  test('attempts of 9 s: three', async () => {
    slowly(9_000, 3);
    expect(await failureOf(() => open().send(callWith('GET')))).toMatchObject({ code: 'HefflDown' });
    expect(time.sleeps).toEqual([250, 500]);
  });

  test('a call of 24.8 s before: no second attempt', async () => {
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

  test('optional call: two attempts of 2.5 s', async () => {
    const timer = jest.spyOn(global, 'setTimeout');
    slowly(0, 2);
    const call: Call = { ...callWith('GET'), isOptional: true };
    expect(await failureOf(() => open().send(call))).toMatchObject({ code: 'HefflDown' });
    expect(timer.mock.calls.filter(([, ms]) => ms === 2_500)).toHaveLength(2);
    expect(time.sleeps).toHaveLength(1);
  });

  test.each([
    [0, 10_000],
    [15_000, 10_000],
    [15_002, 9_998],
    [24_000, 1_000],
    [25_000, 1],
    [40_000, 1],
  ])('%i ms have passed: a timeout of %i ms', async (passed, patience) => {
    const timer = jest.spyOn(global, 'setTimeout');
    const heffl = open();
    time.pass(passed);
    nock(HEFFL).get(ADDRESS).reply(200, {});
    await heffl.send(callWith('GET')).catch(() => 'A millisecond may be too short.');
    expect(timer).toHaveBeenCalledWith(expect.any(Function), patience);
  });

  test('slow headers and a body that never ends: one timeout for both', async () => {
    process.env.HEFFL_BASE_URL = await listen((socket) => {
      socket.once('data', () => {
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'), 200);
      });
    });
    const heffl = open();
    time.pass(24_700);
    const start = performance.now();
    expect(await failureOf(() => heffl.send(callWith('POST')))).toMatchObject({ name: 'HaltedError' });
    expect(performance.now() - start).toBeLessThan(450);
  });

  test('server never answers: GET fails, POST may be done', async () => {
    process.env.HEFFL_BASE_URL = await listen((socket) => socket.resume());
    const heffl = open();
    time.pass(24_755);
    expect(await failureOf(() => heffl.send(callWith('GET')))).toMatchObject({ code: 'Unreachable' });
    expect(await failureOf(() => heffl.send(callWith('POST')))).toMatchObject({ name: 'HaltedError' });
  });
});

test('body breaks off: noticed at once, as a broken connection', async () => {
  let connections = 0;
  process.env.HEFFL_BASE_URL = await listen((socket) => {
    connections += 1;
    socket.once('data', () => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id": ');
    });
  });
  const started = performance.now();
  expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ name: 'HaltedError' });
  expect(await failureOf(() => open().send(callWith('GET')))).toMatchObject({ code: 'Unreachable' });
  expect(connections).toBe(6);
  // Each is noticed long before its timeout of 10 s.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('answer that never ends: fails at 20 MB, asked for once', async () => {
  let connections = 0;
  process.env.HEFFL_BASE_URL = await listen((socket) => {
    connections += 1;
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const send = (): void => {
        if (socket.write(Buffer.alloc(1_000_000, ' '))) setImmediate(send);
        else socket.once('drain', send);
      };
      send();
    });
  });
  expect(await failureOf(() => open().send(callWith('GET')))).toMatchObject({
    message: errorTexts.unexpected({ purpose: 'change the lead', reason: 'the answer is larger than 20 MB' }),
  });
  // Waits until the connection is closed.
  await closeServer();
  expect(connections).toBe(1);
});

test('two calls to a server that keeps connections open: two connections', async () => {
  let connections = 0;
  process.env.HEFFL_BASE_URL = await listen((socket) => {
    connections += 1;
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}');
    });
  });
  const heffl = open();
  await heffl.send(callWith('POST'));
  await heffl.send(callWith('POST'));
  expect(connections).toBe(2);
});

test('POST, connection refused five times: fails as not done', async () => {
  process.env.HEFFL_BASE_URL = await listen((socket) => socket.resume());
  await closeServer();
  expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ code: 'Unreachable' });
  expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
});

test('error of the code: thrown on, without a retry', async () => {
  const error = new TypeError('x is not a function');
  jest.spyOn(z, 'request').mockImplementation(() => {
    throw error;
  });
  await expect(open().send(callWith('GET'))).rejects.toBe(error);
  expect(time.sleeps).toEqual([]);
});
