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

describe.each(repeatable)('a %s', (method) => {
  test.each(afterArrival)('that meets %s is sent again after a pause', async (fault) => {
    prepare(method, fault);
    nock(HEFFL).intercept(ADDRESS, method, bodyOf(method)).reply(200, { id: 'ld_1' });
    expect(await open().send(callWith(method))).toMatchObject({ status: 200, data: { id: 'ld_1' } });
    expect(time.sleeps).toEqual([250]);
  });

  test.each([
    [503, 'the answer was error 503'],
    ['ECONNRESET', 'no answer arrived'],
  ] as const)('that meets %s is given up after five attempts: %s', async (fault, reason) => {
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

  test('that never left is given up after five attempts, and nothing was done', async () => {
    prepare(method, 'ECONNREFUSED', 5);
    expect(await failureOf(() => open().send(callWith(method)))).toEqual({
      name: 'AppError',
      code: 'Unreachable',
      message:
        'Heffl could not change the lead: it did not answer, or the connection broke. Try again in a few minutes.',
    });
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
        name: 'HaltedError',
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

  test('that is repeated because it never left, and then may have arrived, is not sent a third time', async () => {
    prepare('POST', 'ECONNREFUSED');
    prepare('POST', 502);
    expect(await failureOf(() => open().send(callWith('POST')))).toMatchObject({ name: 'HaltedError' });
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
  ])('leave a call that begins after %i ms a patience of %i ms', async (passed, patience) => {
    const timer = jest.spyOn(global, 'setTimeout');
    const heffl = open();
    time.pass(passed);
    nock(HEFFL).get(ADDRESS).reply(200, {});
    await heffl.send(callWith('GET')).catch(() => 'A millisecond may be too short.');
    expect(timer).toHaveBeenCalledWith(expect.any(Function), patience);
  });

  test('cover headers and body together', async () => {
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

  test('are not eaten by a server that never answers', async () => {
    process.env.HEFFL_BASE_URL = await listen((socket) => socket.resume());
    const heffl = open();
    time.pass(24_755);
    expect(await failureOf(() => heffl.send(callWith('GET')))).toMatchObject({ code: 'Unreachable' });
    expect(await failureOf(() => heffl.send(callWith('POST')))).toMatchObject({ name: 'HaltedError' });
  });
});

test('an answer whose body breaks off is a broken connection, noticed at once', async () => {
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

test('an answer that never ends stops at 20 MB, and is not asked for again', async () => {
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

test('two calls come on two connections, also from a server that keeps them open', async () => {
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
