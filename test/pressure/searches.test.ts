import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { isObject } from '../../src/heffl/json.js';
import { keyedHash } from '../../src/heffl/keyed-hash.js';
import { failureIn } from '../support/failure.js';
import { connectHeffl, type Input, records } from '../support/heffl.js';
import { stopClock } from '../support/stopped-clock.js';

/** Two leads to a page: a walk through the list takes many requests, which are small. */
const LEADS = 10;
const PAGES = 5;

const leadNumber = (n: number) => ({
  name: `Lead ${n}`,
  email: `lead${n}@example.com`,
  mobile: `+97150${1_000_000 + n}`,
  cf_plate: `DXB ${n}`,
});

const heffl = connectHeffl({ now: () => clock.now(), pageSize: 2, seed: false });

let time: ReturnType<typeof stopClock>;
beforeEach(() => {
  for (let n = 0; n < LEADS; n++) heffl.sandbox.create('leads', leadNumber(n));
  time = stopClock();
});

const namesIn = (output: unknown): unknown[] => records.parse(output).map(({ name }) => name);
const byEmail = (search_value: string): Input => ({ search_by: 'email', search_value });
const nobody = byEmail('nobody@example.com');

const find = async (search_by: string, search_value: string, more: Input = {}) => {
  const { output, requests } = await heffl.run('find_lead', { search_by, search_value, ...more });
  const paths = requests.map(({ path, query }) => `${path}${query.cursor === undefined ? '' : ' later'}`);
  return { names: namesIn(output), paths };
};
const pages = (count: number): string[] => ['/leads', ...Array<string>(count - 1).fill('/leads later')];
const aWalk = pages(PAGES);
const idOf = (n: number): string => heffl.idOf('leads', `Lead ${n}`);
const remembered = (): [string, unknown][] =>
  [...heffl.zapier.cached()].filter(([key]) => key.startsWith('memory:'));

/** Lets a run that waits for another one go on when that has left a memory. No time passes. */
const waitForTheMemory = (): void => {
  jest.spyOn(clock, 'sleep').mockImplementation(async () => {
    while (!remembered().some(([key]) => key.endsWith(':head'))) await new Promise(setImmediate);
  });
};

describe('after a walk, which reads each page once', () => {
  beforeEach(async () => {
    expect(await find('email', 'nobody@example.com')).toEqual({ names: [], paths: aWalk });
  });

  test('a miss: one request; a hit: two, of a second search too; on the newest page: one', async () => {
    const misses = { email: 'no@example.com', mobile: '050 999 9999', name: 'Nobody', cf_plate: 'DXB' };
    for (const [by, value] of Object.entries({ ...misses, cf_never_seen: 'x' }))
      expect([by, await find(by, value)]).toEqual([by, { names: [], paths: ['/leads'] }]);
    const hits = { email: 'LEAD3@example.com', mobile: '050 100 0003', name: 'lead  3', cf_plate: 'dxb 3' };
    const paths = ['/leads', `/leads/${idOf(3)}`];
    for (const [by, value] of Object.entries(hits))
      expect([by, await find(by, value)]).toEqual([by, { names: ['Lead 3'], paths }]);
    expect(await find('name', 'Lead 9')).toEqual({ names: ['Lead 9'], paths: ['/leads'] });
    const second = { or_search_by: 'name', or_search_value: 'Lead 4' };
    expect((await find('email', 'no@example.com', second)).names).toEqual(['Lead 4']);
    expect((await find('email', 'lead3@example.com', second)).names).toEqual(['Lead 3']);
  });

  test('a part of a value, or a miss after 15 minutes: a walk', async () => {
    const part = { match: 'contains', how_many: '2' };
    expect(await find('name', '9', part)).toEqual({ names: ['Lead 9'], paths: aWalk });
    time.pass(15 * 60_000 - 1);
    expect((await find('email', 'no@example.com')).paths).toEqual(['/leads']);
    time.pass(1);
    expect((await find('email', 'no@example.com')).paths).toEqual(aWalk);
  });

  test('51 made since: found at once, and taken in', async () => {
    for (let n = 0; n < 51; n++) heffl.sandbox.create('leads', { name: `New ${n}` });
    expect(await find('name', 'New 0')).toEqual({ names: ['New 0'], paths: pages(26) });
    expect((await find('name', 'New 1')).paths).toHaveLength(2);
    expect((await find('name', 'New 50')).paths).toHaveLength(1);
    expect((await find('name', 'Lead 3')).names).toEqual(['Lead 3']);
  });

  test('92 made since, more than one run reads: the next run goes on through the whole list', async () => {
    for (let n = 0; n < 92; n++) heffl.sandbox.create('leads', { name: `New ${n}` });
    const walk = await runToTheEnd(byEmail('lead0@example.com'));
    // The newest page once more, for what was made during the pause.
    expect(walk).toEqual({ names: ['Lead 0'], requests: 46 + PAGES + 1, runs: 2 });
  });

  test('an update step: found by the new value, not by the old one; a delete step: not found; no walk', async () => {
    const id = idOf(3);
    const paths = ['/leads', `/leads/${id}`];
    await heffl.run('update_lead', { id, email: 'changed@example.com' });
    expect(await find('email', 'changed@example.com')).toEqual({ names: ['Lead 3'], paths });
    expect(await find('email', 'lead3@example.com')).toEqual({ names: [], paths });
    await heffl.run('delete_lead', { id });
    expect(await find('name', 'Lead 3')).toEqual({ names: [], paths });
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

  test.each(['PATCH', 'DELETE'])('an API Request, %s: the next search walks', async (method) => {
    const body = { email: 'changed@example.com' };
    await heffl.run('api_request', { method, path: `leads/${idOf(0)}`, body });
    const changed = await find('email', 'changed@example.com');
    expect(changed).toEqual({ names: method === 'DELETE' ? [] : ['Lead 0'], paths: aWalk });
  });

  test('several update steps at one moment: all found', async () => {
    const emails = [2, 3, 4].map((n) => [n, `changed${n}@example.com`] as const);
    await Promise.all(emails.map(([n, email]) => heffl.run('update_lead', { id: idOf(n), email })));
    for (const [n, email] of emails) expect((await find('email', email)).names).toEqual([`Lead ${n}`]);
  });

  test.each([
    ['edited', ['Lead 3']],
    ['deleted', []],
  ])('%s in Heffl: not given by the old value, which costs a walk', async (what, names) => {
    const id = idOf(3);
    if (what === 'deleted') heffl.sandbox.delete('leads', id);
    else heffl.sandbox.update('leads', id, { email: 'edited@example.com' });
    const { paths } = await find('email', 'lead3@example.com');
    expect(paths).toEqual(['/leads', `/leads/${id}`, ...aWalk]);
    expect((await find('email', 'edited@example.com')).names).toEqual(names);
  });

  test('edited in Heffl, and the walk is stopped: it goes on, and others use the memory', async () => {
    heffl.sandbox.update('leads', idOf(0), { email: 'edited@example.com' });
    busyAfter(5);
    expect((await heffl.fail('find_lead', byEmail('lead0@example.com'))).name).toBe('ThrottledError');
    expect((await find('email', 'lead1@example.com')).paths).toHaveLength(2);
    const { names, requests } = await runToTheEnd(byEmail('lead0@example.com'));
    expect([names, requests]).toEqual([[], PAGES - 3 + 1]);
    expect((await find('email', 'edited@example.com')).names).toEqual(['Lead 0']);
  });

  test('no entry with a name, an email or a phone number; hashed with the key of the connection', () => {
    const hash = keyedHash(heffl.sandbox.apiKey);
    expect(remembered().length).toBeGreaterThan(3);
    for (const [key, value] of remembered()) {
      expect(key).toContain(hash(JSON.stringify(['/leads', 'AE'])));
      expect(JSON.stringify(value)).not.toMatch(/lead \d|example|9715010|dxb \d/i);
    }
  });

  test('each entry lost or cut, or another one in its place: every answer is right', async () => {
    const kept = remembered();
    for (const [index, [lost, whole]] of kept.entries()) {
      for (const value of [null, halved(whole), kept.at(index - 1)?.[1]]) {
        for (const [key, content] of kept)
          heffl.zapier.edit(new RegExp(`^${key}$`), () => (key === lost ? value : content));
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

/** Makes Heffl busy after so many requests. */
const busyAfter = (requests: number): void => {
  heffl.sandbox.faults.inject({ kind: 'slow', until: Promise.resolve(), times: requests });
  heffl.sandbox.faults.inject({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
};

const waitedFor = (seconds: number): void => {
  time.pass(seconds * 1000);
  heffl.zapier.age(seconds);
};

/** Runs a search again and again, each time after the delay that it asked for, as Zapier does. */
const runToTheEnd = async (input: Input) => {
  const before = heffl.sandbox.requests.length;
  for (let runs = 1; ; runs++) {
    const outcome = await heffl.run('find_lead', input).catch((error: unknown) => failureIn(error));
    if ('output' in outcome)
      return { names: namesIn(outcome.output), requests: heffl.sandbox.requests.length - before, runs };
    if (outcome.delay === undefined) throw new Error(outcome.message);
    waitedFor(outcome.delay);
  }
};

/** Changes the number of records that a kept place has seen. */
const seenBefore = (seen: number): void => {
  heffl.zapier.edit(/^walk:/, (place) => ({ ...z.looseObject({}).parse(place), seen }));
};

test('47 pages, two more than one run reads, and three searches at one moment: one walk', async () => {
  for (let n = LEADS; n < 2 * 47; n++) heffl.sandbox.create('leads', leadNumber(n));
  const inputs = [nobody, byEmail('lead0@example.com'), byEmail('lead0@example.com')];
  jest.spyOn(clock, 'sleep').mockResolvedValue();
  const pausesOf = () => Promise.all(inputs.map((input) => heffl.fail('find_lead', input)));
  expect((await pausesOf()).map(({ name }) => name)).toEqual(inputs.map(() => 'ThrottledError'));
  expect((await pausesOf()).map(({ requests }) => requests)).toEqual(inputs.map(() => []));
  waitedFor(60);
  waitForTheMemory();
  const found = await Promise.all(inputs.map((input) => heffl.run('find_lead', input)));
  expect(found.map(({ output }) => namesIn(output))).toEqual([[], ['Lead 0'], ['Lead 0']]);
  // Each search reads the newest page once or twice, and Lead 0 is read twice by its ID.
  expect(heffl.sandbox.requests.length).toBeLessThanOrEqual(47 + 2 * inputs.length + 2);
});

describe('a walk that Heffl stops after two pages', () => {
  beforeEach(() => {
    busyAfter(2);
  });

  test('a lead made before the next run, which comes at once: found with one request more', async () => {
    await heffl.fail('find_lead', byEmail('jane@example.com'));
    heffl.sandbox.create('leads', { name: 'Jane Smith', email: 'jane@example.com' });
    const { names, requests } = await runToTheEnd(byEmail('jane@example.com'));
    expect([names, requests]).toEqual([['Jane Smith'], PAGES - 2 + 1]);
  });

  test('newest lead deleted during the pause: the other of its page ends the look at what is new', async () => {
    await heffl.fail('find_lead', nobody);
    waitedFor(60);
    heffl.sandbox.delete('leads', idOf(LEADS - 1));
    const { names, requests } = await runToTheEnd(nobody);
    expect([names, requests]).toEqual([[], PAGES - 2 + 1]);
  });

  test('the oldest matches the first search, the newest the second: gives the oldest, keeps no place', async () => {
    const orName = { or_search_by: 'name', or_search_value: `Lead ${LEADS - 1}` };
    const input = { ...byEmail(' LEAD0@example.com'), ...orName };
    expect(await runToTheEnd(input)).toMatchObject({ names: ['Lead 0'], runs: 2 });
    expect([...heffl.zapier.cached().keys()].filter((key) => key.startsWith('walk:'))).toEqual([]);
  });

  test('50,002 records: those of the last page, which is beyond what is remembered, are found', async () => {
    await heffl.fail('find_lead', nobody);
    seenBefore(50_002 - 2 * (PAGES - 2));
    waitedFor(60);
    expect((await runToTheEnd(nobody)).names).toEqual([]);
    expect((await runToTheEnd(byEmail('lead0@example.com'))).names).toEqual(['Lead 0']);
  });

  test('stopped again beyond what is remembered: a match of the first run is given', async () => {
    const newest = { ...byEmail(`lead${LEADS - 1}@example.com`), how_many: '2' };
    await heffl.fail('find_lead', newest);
    seenBefore(50_000);
    busyAfter(1);
    expect((await heffl.fail('find_lead', newest)).name).toBe('ThrottledError');
    expect((await runToTheEnd(newest)).names).toEqual([`Lead ${LEADS - 1}`]);
  });

  test('1,000,000 records seen, and more to come: goes on; one page later: fails as a list that goes in circles', async () => {
    await heffl.fail('find_lead', nobody);
    seenBefore(1_000_000 - 2);
    const { message, requests } = await heffl.fail('find_lead', nobody);
    expect(message).toContain('its list goes in circles');
    expect(requests).toHaveLength(2);
  });
});

test('a match on the second page ends the walk, which leaves no memory: a lead of the last page is found', async () => {
  expect((await find('email', 'lead7@example.com')).paths).toEqual(pages(2));
  expect(remembered().map(([key]) => key)).not.toContainEqual(expect.stringMatching(/:head$/));
  expect((await find('email', 'lead0@example.com')).names).toEqual(['Lead 0']);
});

test.each(['fails', 'forgets'] as const)(
  'cache %s: every answer is right, and a walk that Heffl stops does not say that it goes on',
  async (mood) => {
    heffl.zapier.mood = mood;
    expect((await find('email', 'nobody@example.com')).names).toEqual([]);
    expect((await find('name', 'Lead 3')).names).toEqual(['Lead 3']);
    busyAfter(2);
    const { name, message } = await heffl.fail('find_lead', nobody);
    expect([name, message]).toEqual(['AppError', expect.stringContaining('Only 4 leads could be searched')]);
  },
);

test('several runs at one moment, before there is a memory: every answer is right', async () => {
  waitForTheMemory();
  const found = await Promise.all([1, 4, 9].map((n) => find('email', `lead${n}@example.com`)));
  expect(found.map(({ names }) => names)).toEqual([['Lead 1'], ['Lead 4'], ['Lead 9']]);
  expect((await find('email', 'no@example.com')).paths).toEqual(['/leads']);
});
