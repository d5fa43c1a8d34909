import type { ZObject } from 'zapier-platform-core';
import { openCache } from '../../src/heffl/cache.js';
import { openZ } from '../support/core.js';

let z: ZObject;
beforeEach(async () => {
  z = await openZ();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const never = (): Promise<never> => new Promise(() => undefined);

describe('working cache', () => {
  test('set, get, delete: gives the value until it is deleted', async () => {
    const cache = openCache(z);
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.set('a', { list: [1, 'two', null] }, 60)).toBe(true);
    expect(await cache.get('a')).toEqual({ list: [1, 'two', null] });
    await cache.delete('a');
    expect(await cache.get('a')).toBeUndefined();
    expect(cache.isUp()).toBe(true);
  });

  test('every call: has the scope of the connection', async () => {
    const spies = [jest.spyOn(z.cache, 'get'), jest.spyOn(z.cache, 'set'), jest.spyOn(z.cache, 'delete')];
    const cache = openCache(z);
    await cache.get('a');
    await cache.set('b', 1, 60);
    await cache.claim('c', 90);
    await cache.delete('d');
    expect(spies.map(({ mock }) => mock.calls)).toEqual([
      [['a', ['auth']]],
      [
        ['b', 1, 60, ['auth']],
        ['c', expect.any(String), 90, ['auth'], true],
      ],
      [['d', ['auth']]],
    ]);
  });

  test('undefined inside of a value, which Zapier refuses: left out', async () => {
    const cache = openCache(z);
    expect(await cache.set('a', { cursor: undefined, items: [{ next: undefined }], seen: 0 }, 60)).toBe(true);
    expect(await cache.get('a')).toEqual({ items: [{}], seen: 0 });
  });

  test.each([0, false, ''])('value %p: given back', async (value) => {
    const cache = openCache(z);
    await cache.set('a', value, 60);
    expect(await cache.get('a')).toBe(value);
  });
});

test.each([false, null])('set answers %j: nothing is kept', async (answer) => {
  jest.spyOn(z.cache, 'set').mockResolvedValue(answer);
  const cache = openCache(z);
  expect([await cache.set('a', 1, 60), cache.isUp()]).toEqual([false, false]);
});

describe('claim', () => {
  test('set answers true: true', async () => {
    jest.spyOn(z.cache, 'set').mockResolvedValue(true);
    expect(await openCache(z).claim('a', 60)).toBe(true);
  });

  test('set answers false, and another run holds the key: false', async () => {
    jest.spyOn(z.cache, 'set').mockResolvedValue(false);
    jest.spyOn(z.cache, 'get').mockResolvedValue('another run');
    expect(await openCache(z).claim('a', 60)).toBe(false);
  });

  test('the answer to a first call got lost, so that this run holds the key: true', async () => {
    let holder: unknown;
    jest.spyOn(z.cache, 'set').mockImplementation((_, value) => {
      holder = value;
      return Promise.resolve(false);
    });
    jest.spyOn(z.cache, 'get').mockImplementation(() => Promise.resolve(holder));
    expect(await openCache(z).claim('a', 60)).toBe(true);
  });

  test.each([
    [false, null, true],
    [null, null, true],
    [null, 'another run', false],
  ])('set answers %j, get answers %j: %j', async (kept, holder, claimed) => {
    jest.spyOn(z.cache, 'set').mockResolvedValue(kept);
    jest.spyOn(z.cache, 'get').mockResolvedValue(holder);
    expect(await openCache(z).claim('a', 60)).toBe(claimed);
  });

  test('set fails, and another run holds the key: false', async () => {
    jest.spyOn(z.cache, 'set').mockRejectedValue(new Error('The cache is down.'));
    jest.spyOn(z.cache, 'get').mockResolvedValue('another run');
    expect(await openCache(z).claim('a', 60)).toBe(false);
  });

  test('set fails, and nobody holds the key: true', async () => {
    jest.spyOn(z.cache, 'set').mockRejectedValue(new Error('The cache is down.'));
    const cache = openCache(z);
    expect([await cache.claim('a', 60), cache.isUp()]).toEqual([true, false]);
  });
});

const calls = [
  ['get', undefined],
  ['set', false],
  ['delete', false],
] as const;
const ask = (cache: ReturnType<typeof openCache>, call: 'get' | 'set' | 'delete') =>
  call === 'set' ? cache.set('a', 1, 60) : cache[call]('a');

describe.each(calls)('%s', (call, nothing) => {
  test('cache fails: gives nothing, and is down', async () => {
    jest.spyOn(z.cache, call).mockRejectedValue(new Error('The cache is down.'));
    const cache = openCache(z);
    expect([await ask(cache, call), cache.isUp()]).toEqual([nothing, false]);
  });

  test('cache throws at once: gives nothing, and is down', async () => {
    jest.spyOn(z.cache, call).mockImplementation(() => {
      throw new Error('rpc is not available');
    });
    const cache = openCache(z);
    expect([await ask(cache, call), cache.isUp()]).toEqual([nothing, false]);
  });

  test('cache hangs: gives nothing after two seconds', async () => {
    jest.useFakeTimers();
    jest.spyOn(z.cache, call).mockImplementation(never);
    const cache = openCache(z);
    const done = jest.fn();
    const asked = ask(cache, call).then(done);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(done).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await asked;
    expect(done).toHaveBeenCalledWith(nothing);
    expect(cache.isUp()).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('cache works: leaves no timer behind', async () => {
    jest.useFakeTimers();
    await ask(openCache(z), call);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test.each([
  [25_000, 2_000],
  [0, 2_000],
  [-500, 1_500],
  [-2_000, 0],
  [-9_000, 0],
])('%i ms left of the run: a call that hangs takes %i ms', async (left, patience) => {
  jest.useFakeTimers();
  jest.spyOn(z.cache, 'get').mockImplementation(never);
  const done = jest.fn();
  const asked = openCache(z, () => left)
    .get('a')
    .then(done);
  await jest.advanceTimersByTimeAsync(Math.max(0, patience - 1));
  expect(done).toHaveBeenCalledTimes(patience === 0 ? 1 : 0);
  await jest.advanceTimersByTimeAsync(1);
  await asked;
});

test('cache hung once: not called again in the same run', async () => {
  jest.useFakeTimers();
  const get = jest.spyOn(z.cache, 'get').mockImplementation(never);
  const cache = openCache(z);
  const asked = cache.get('a');
  await jest.advanceTimersByTimeAsync(2_000);
  expect([await asked, await cache.get('b'), await cache.set('c', 1, 60)]).toEqual([
    undefined,
    undefined,
    false,
  ]);
  expect(get).toHaveBeenCalledTimes(1);
  expect(jest.getTimerCount()).toBe(0);
});

test('cache failed once: stays down in the same run', async () => {
  jest.spyOn(z.cache, 'get').mockRejectedValueOnce(new Error('The cache is down.'));
  const cache = openCache(z);
  await cache.get('a');
  await cache.get('a');
  expect(cache.isUp()).toBe(false);
});

test('value that is no JSON: not kept', async () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(await openCache(z).set('a', circle, 60)).toBe(false);
});
