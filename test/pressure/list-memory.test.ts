import type { Cache } from '../../src/heffl/cache.js';
import { clock } from '../../src/heffl/clock.js';
import { isObject } from '../../src/heffl/json.js';
import { keyedHash } from '../../src/heffl/keyed-hash.js';
import { ListMemory } from '../../src/heffl/list-memory.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { records } from '../support/records.js';
import { stopClock } from '../support/stopped-clock.js';

const LEADS = 150;
const PAGES = 2;

const heffl = connectHeffl({
  now: () => clock.now(),
  seed: false,
  fill: (account) => {
    for (let n = 0; n < LEADS; n++) {
      account.create('leads', {
        name: `Lead ${n}`,
        email: `lead${n}@example.com`,
        mobile: `+97150${1_000_000 + n}`,
        cf_plate: `DXB ${n}`,
      });
    }
  },
});

let time: ReturnType<typeof stopClock>;
beforeEach(() => {
  time = stopClock();
});

const find = async (search_by: string, search_value: string, more: Input = {}) => {
  const { output, requests } = await heffl.run('find_lead', { search_by, search_value, ...more });
  const paths = requests.map(({ path, query }) => `${path}${query.cursor === undefined ? '' : ' later'}`);
  return { names: records.parse(output).map(({ name }) => name), paths };
};
const walk = () => find('email', 'nobody@example.com');
const idOf = (n: number): string => heffl.idOf('leads', `Lead ${n}`);
const aWalk = ['/leads', ...Array.from({ length: PAGES - 1 }, () => '/leads later')];
const remembered = (): [string, unknown][] =>
  [...heffl.zapier.cached()].filter(([key]) => key.startsWith('memory:'));

test('the first miss: one walk, each page once', async () => {
  expect(await walk()).toEqual({ names: [], paths: aWalk });
});

describe('after a walk', () => {
  beforeEach(walk);

  test.each([
    ['email', 'no@example.com'],
    ['mobile', '050 999 9999'],
    ['name', 'Nobody'],
    ['cf_plate', 'DXB 99999'],
    ['cf_never_seen', 'x'],
  ])('a miss by %s: one request', async (by, value) => {
    expect(await find(by, value)).toEqual({ names: [], paths: ['/leads'] });
  });

  test.each([
    ['email', 'LEAD3@example.com'],
    ['mobile', '050 100 0003'],
    ['name', 'lead  3'],
    ['cf_plate', 'dxb 3'],
  ])('a hit by %s: two requests', async (by, value) => {
    expect(await find(by, value)).toEqual({ names: ['Lead 3'], paths: ['/leads', `/leads/${idOf(3)}`] });
  });

  test('a hit on the newest page: one request', async () => {
    expect(await find('name', `Lead ${LEADS - 1}`)).toEqual({
      names: [`Lead ${LEADS - 1}`],
      paths: ['/leads'],
    });
  });

  test('the second search counts if the first is a miss', async () => {
    const second = { or_search_by: 'name', or_search_value: 'Lead 7' };
    expect((await find('email', 'no@example.com', second)).names).toEqual(['Lead 7']);
    expect((await find('email', 'lead3@example.com', second)).names).toEqual(['Lead 3']);
  });

  test('250 made since: found at once, and taken in', async () => {
    for (let n = 0; n < 250; n++) heffl.sandbox.create('leads', { name: `New ${n}` });
    expect(await find('name', 'New 0')).toEqual({
      names: ['New 0'],
      paths: ['/leads', '/leads later', '/leads later'],
    });
    expect((await find('name', 'New 1')).paths).toHaveLength(2);
    expect((await find('name', 'New 249')).paths).toHaveLength(1);
    expect((await find('name', 'Lead 3')).names).toEqual(['Lead 3']);
  });

  test('an update step: found by the new value, not by the old one, without a walk', async () => {
    await heffl.run('update_lead', { id: idOf(3), email: 'changed@example.com' });
    const paths = ['/leads', `/leads/${idOf(3)}`];
    expect(await find('email', 'changed@example.com')).toEqual({ names: ['Lead 3'], paths });
    expect(await find('email', 'lead3@example.com')).toEqual({ names: [], paths });
  });

  test.each(['done', 'not done'])('an update step without an answer, %s: found as it is', async (what) => {
    const fault = { kind: 'status', status: 503, before: what === 'not done', times: Infinity } as const;
    heffl.sandbox.faults.inject(fault);
    await heffl.fail('update_lead', { id: idOf(3), email: 'changed@example.com' });
    heffl.sandbox.faults.clear();
    const paths = ['/leads', `/leads/${idOf(3)}`];
    const [names, others] = what === 'done' ? [['Lead 3'], []] : [[], ['Lead 3']];
    expect(await find('email', 'changed@example.com')).toEqual({ names, paths });
    expect(await find('email', 'lead3@example.com')).toEqual({ names: others, paths });
  });

  test.each(['PATCH', 'PUT', 'DELETE'])('an API Request, %s: the next search walks', async (method) => {
    const body = { email: 'changed@example.com' };
    await heffl.run('api_request', { method, path: `leads/${idOf(3)}`, body });
    const changed = await find('email', 'changed@example.com');
    expect(changed).toEqual({ names: method === 'DELETE' ? [] : ['Lead 3'], paths: aWalk });
  });

  test('several update steps at one moment: all found', async () => {
    const some = [3, 4, 5, 6];
    await Promise.all(
      some.map((n) => heffl.run('update_lead', { id: idOf(n), email: `changed${n}@example.com` })),
    );
    for (const n of some) {
      expect((await find('email', `changed${n}@example.com`)).names).toEqual([`Lead ${n}`]);
    }
  });

  test('a delete step: not found, without a walk', async () => {
    const id = idOf(3);
    await heffl.run('delete_lead', { id });
    expect(await find('name', 'Lead 3')).toEqual({ names: [], paths: ['/leads', `/leads/${id}`] });
  });

  test('edited in Heffl: not given by the old value, and found by the new one after the walk that this costs', async () => {
    heffl.sandbox.update('leads', idOf(3), { email: 'edited@example.com' });
    const old = await find('email', 'lead3@example.com');
    expect(old).toEqual({ names: [], paths: ['/leads', `/leads/${idOf(3)}`, ...aWalk] });
    expect((await find('email', 'edited@example.com')).names).toEqual(['Lead 3']);
  });

  test('deleted in Heffl: not given', async () => {
    heffl.sandbox.delete('leads', idOf(3));
    expect((await find('email', 'lead3@example.com')).names).toEqual([]);
  });

  test.each([
    ['not quite 15 minutes later: the memory', 15 * 60_000 - 1, ['/leads']],
    ['15 minutes later: a walk', 15 * 60_000, aWalk],
  ])('%s', async (_, ms, paths) => {
    time.pass(ms);
    expect((await find('email', 'no@example.com')).paths).toEqual(paths);
  });

  test('part of a value: a walk', async () => {
    const { names, paths } = await find('name', '149', { match: 'contains', how_many: '2' });
    expect({ names, paths }).toEqual({ names: ['Lead 149'], paths: aWalk });
  });

  test('no entry over 64 kB, none with a name, an email or a phone number; hashed with the key of the connection', () => {
    const hash = keyedHash(heffl.sandbox.apiKey);
    expect(remembered().length).toBeGreaterThan(3);
    for (const [key, value] of remembered()) {
      expect(key).toContain(hash(JSON.stringify(['/leads', 'AE'])));
      const text = JSON.stringify(value);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
      expect(text).not.toMatch(/lead \d|example|9715010|dxb \d/i);
    }
  });

  test('each entry lost or cut, or another one in its place: every answer is right', async () => {
    const kept = remembered();
    for (const [lost, whole] of kept) {
      for (const value of [null, halved(whole), kept[0]?.[1], kept.at(-1)?.[1]]) {
        for (const [key, content] of kept)
          heffl.zapier.edit(exactly(key), () => (key === lost ? value : content));
        expect((await find('email', 'lead3@example.com')).names).toEqual(['Lead 3']);
      }
    }
  });
});

/** Half of each text and list, wherever it stands. */
const halved = (value: unknown): unknown => {
  if (typeof value === 'string' || Array.isArray(value)) return value.slice(0, value.length / 2);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, halved(one)]))
    : value;
};

const exactly = (key: string): RegExp => new RegExp(`^${key}$`);

test.each(['fails', 'forgets'] as const)('a cache that %s: every answer is right', async (mood) => {
  heffl.zapier.mood = mood;
  expect((await walk()).names).toEqual([]);
  expect((await find('name', 'Lead 3')).names).toEqual(['Lead 3']);
});

test('several runs at one moment, before there is a memory: every answer is right', async () => {
  jest
    .spyOn(clock, 'sleep')
    .mockImplementation((ms) => new Promise((resolve) => setTimeout(resolve, ms / 4)));
  const found = await Promise.all([1, 70, 149].map((n) => find('email', `lead${n}@example.com`)));
  expect(found.map(({ names }) => names)).toEqual([['Lead 1'], ['Lead 70'], ['Lead 149']]);
  expect((await find('email', 'no@example.com')).paths).toEqual(['/leads']);
});

test('20,000 rows: every entry of at most 64 kB, and the rows at their edges are found', async () => {
  const entries = new Map<string, unknown>();
  const cache: Cache = {
    get: (key) => Promise.resolve(entries.get(key)),
    set: (key, value) => Promise.resolve(entries.set(key, value).has(key)),
    claim: () => Promise.resolve(true),
    holder: (_, own) => Promise.resolve(own),
    delete: () => Promise.resolve(true),
    isUp: () => true,
  };
  const memory = new ListMemory(cache, keyedHash('key'), '/leads');
  const idAt = (n: number): string => `ld_${String(n).padStart(9, '0')}`;
  const rows = Array.from({ length: 20_000 }, (_, n) =>
    memory.rowOf(
      idAt(n),
      new Map([
        ['email', [`lead${n}@example.com`]],
        ['name', n % 2 ? [`lead ${n}`] : []],
      ]),
    ),
  );
  const segment = await memory.keepRows(rows);
  expect(entries.size).toBeGreaterThan(8);
  for (const entry of entries.values())
    expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThanOrEqual(65_536);
  for (let n = 1; n < 20_000; n += 998) {
    expect(await memory.find(segment ? [segment] : [], 'email', [`lead${n}@example.com`])).toEqual([idAt(n)]);
    expect(await memory.find(segment ? [segment] : [], 'name', [`lead ${n}`])).toEqual([idAt(n)]);
  }
});
