import { openCache } from '../../src/heffl/cache.js';
import { openCore } from '../support/core.js';
import { stopClock } from '../support/stopped-clock.js';

const core = openCore();
afterEach(() => {
  jest.useRealTimers();
});

const down = new Error('The cache is down.');
const never = (): Promise<never> => new Promise(() => undefined);

/** What a call answers when the next timer has run, and the milliseconds until then. */
const timed = async (asked: Promise<unknown>) => {
  const from = Date.now();
  await jest.advanceTimersToNextTimerAsync();
  return [await asked, Date.now() - from];
};

test('set, get, delete: gives the value until it is deleted', async () => {
  const cache = openCache(core.z);
  expect(await cache.get('a')).toBeUndefined();
  for (const value of [{ list: [1, 'two', null] }, 0, false, '']) {
    expect(await cache.set('a', value, 60)).toBe(true);
    expect(await cache.get('a')).toEqual(value);
  }
  await cache.delete('a');
  expect([await cache.get('a'), cache.isUp()]).toEqual([undefined, true]);
});

test('undefined inside of a value, which Zapier refuses: left out', async () => {
  const cache = openCache(core.z);
  expect(await cache.set('a', { cursor: undefined, items: [{ next: undefined }], seen: 0 }, 60)).toBe(true);
  expect(await cache.get('a')).toEqual({ items: [{}], seen: 0 });
});

test('every call: has the scope of the connection, and leaves no timer behind', async () => {
  jest.useFakeTimers();
  const spies = [
    jest.spyOn(core.z.cache, 'get'),
    jest.spyOn(core.z.cache, 'set'),
    jest.spyOn(core.z.cache, 'delete'),
  ];
  const cache = openCache(core.z);
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
  expect(jest.getTimerCount()).toBe(0);
});

test('set of a value that is no JSON, or answered with false or null: nothing is kept', async () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(await openCache(core.z).set('a', circle, 60)).toBe(false);
  for (const answer of [false, null]) {
    jest.spyOn(core.z.cache, 'set').mockResolvedValue(answer);
    const cache = openCache(core.z);
    expect([await cache.set('a', 1, 60), cache.isUp()]).toEqual([false, false]);
  }
});

test.each([
  [true, null, true, []],
  [false, 'another run', false, []],
  // A read may be older than the write.
  [false, null, true, [300]],
  [null, null, true, []],
  [null, 'another run', false, []],
  [down, 'another run', false, []],
  [down, null, true, []],
])(
  'claim: set answers %j, get answers %j: %j, after waits of %j ms',
  async (kept, holder, claimed, waits) => {
    const { sleeps } = stopClock();
    jest.spyOn(core.z.cache, 'set').mockImplementation(() => {
      if (kept instanceof Error) throw kept;
      return Promise.resolve(kept);
    });
    jest.spyOn(core.z.cache, 'get').mockResolvedValue(holder);
    const cache = openCache(core.z);
    expect([await cache.claim('a', 60), cache.isUp()]).toEqual([claimed, kept !== down]);
    expect(sleeps).toEqual(waits);
  },
);

test('claim: the answer to a first call got lost, so that this run holds the key: true', async () => {
  let holder: unknown;
  jest.spyOn(core.z.cache, 'set').mockImplementation((_, value) => {
    holder = value;
    return Promise.resolve(false);
  });
  jest.spyOn(core.z.cache, 'get').mockImplementation(() => Promise.resolve(holder));
  expect(await openCache(core.z).claim('a', 60)).toBe(true);
});

describe.each([
  ['get', undefined],
  ['set', false],
  ['delete', false],
] as const)('%s', (call, nothing) => {
  const ask = (cache: ReturnType<typeof openCache>) =>
    call === 'set' ? cache.set('a', 1, 60) : cache[call]('a');

  test('fails, or throws at once: gives nothing, and is down', async () => {
    const spy = jest.spyOn(core.z.cache, call);
    spy.mockRejectedValueOnce(down).mockImplementationOnce(() => {
      throw new Error('rpc is not available');
    });
    for (const cache of [openCache(core.z), openCache(core.z)])
      expect([await ask(cache), cache.isUp()]).toEqual([nothing, false]);
  });

  test('hangs: gives nothing after two seconds', async () => {
    jest.useFakeTimers();
    jest.spyOn(core.z.cache, call).mockImplementation(never);
    const cache = openCache(core.z);
    expect(await timed(ask(cache))).toEqual([nothing, 2_000]);
    expect([cache.isUp(), jest.getTimerCount()]).toEqual([false, 0]);
  });
});

test.each([
  [0, 2_000],
  [-500, 1_500],
  [-2_000, 0],
])('%i ms left of the run: a call that hangs takes %i ms', async (left, patience) => {
  jest.useFakeTimers();
  jest.spyOn(core.z.cache, 'get').mockImplementation(never);
  expect(await timed(openCache(core.z, () => left).get('a'))).toEqual([undefined, patience]);
});

test('hung once: not called again in the same run; failed once: stays down', async () => {
  jest.useFakeTimers();
  const get = jest.spyOn(core.z.cache, 'get').mockImplementation(never);
  const hung = openCache(core.z);
  await timed(hung.get('a'));
  expect([await hung.get('b'), await hung.set('c', 1, 60)]).toEqual([undefined, false]);
  expect(get).toHaveBeenCalledTimes(1);
  get.mockRejectedValueOnce(down).mockResolvedValue(1);
  const failed = openCache(core.z);
  expect([await failed.get('a'), await failed.get('a'), failed.isUp()]).toEqual([undefined, 1, false]);
});
