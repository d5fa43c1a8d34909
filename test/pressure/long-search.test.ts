import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { type Failure, failureIn } from '../support/failure.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { records } from '../support/records.js';
import { stopClock } from '../support/stopped-clock.js';

/** An account with so many leads, and what its tests do with it. */
const searching = (leads: number) => {
  const heffl = connectHeffl({
    now: () => clock.now(),
    rateLimit: 60,
    seed: false,
    fill: (account) => {
      for (let n = 0; n < leads; n++)
        account.create('leads', { name: `Lead ${n}`, email: `lead${n}@example.com` });
    },
  });
  return {
    heffl,
    cursors: (): (string | undefined)[] => heffl.sandbox.requests.map(({ query }) => query.cursor),
    /** Makes Heffl busy after so many pages. */
    busyAfter: (pages: number): void => {
      heffl.sandbox.faults.inject({ kind: 'slow', until: Promise.resolve(), times: pages });
      heffl.sandbox.faults.inject({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    },
    /** Runs a search again and again, each time after the delay that it asked for, as Zapier does. */
    runToTheEnd: async (input: Input) => {
      const pauses: Failure[] = [];
      for (;;) {
        const outcome = await heffl.run('find_lead', input).catch((error: unknown) => failureIn(error));
        if ('output' in outcome)
          return { names: records.parse(outcome.output).map(({ name }) => name), pauses };
        const { delay } = outcome;
        if (delay === undefined) throw new Error(outcome.message);
        pauses.push(outcome);
        time.pass(delay * 1000);
        heffl.zapier.age(delay);
      }
    },
  };
};

let time: ReturnType<typeof stopClock>;
beforeEach(() => {
  time = stopClock();
});

const byEmail = (search_value: string): Input => ({ search_by: 'email', search_value });
const orName = (or_search_value: string): Input => ({ or_search_by: 'name', or_search_value });
const nobody = byEmail('nobody@example.com');

describe('4,650 leads, two pages more than one run reads', () => {
  const { heffl, cursors, runToTheEnd } = searching(4_650);
  const PAGES = 47;

  test('no match: two runs, each page requested once, the newest once more', async () => {
    const { names, pauses } = await runToTheEnd(nobody);
    expect(names).toEqual([]);
    expect(new Set(cursors()).size).toBe(PAGES);
    expect(cursors()).toHaveLength(PAGES + 1);
    expect(cursors().at(-1)).toBeUndefined();
    expect(pauses).toHaveLength(1);
    expect(pauses[0]?.message).toContain('4500 leads searched so far');
    expect(pauses[0]?.delay).toBeGreaterThanOrEqual(60);
    expect(pauses[0]?.delay).toBeLessThanOrEqual(90);
  });

  test('three searches at one moment, two of them for one lead: one walk', async () => {
    const inputs = [nobody, byEmail('lead0@example.com'), byEmail('lead0@example.com')];
    // The clock of the others does not run away from the one that walks.
    jest
      .spyOn(clock, 'sleep')
      .mockImplementation((ms) => new Promise((resolve) => setTimeout(resolve, ms / 10)));
    const pausesOf = () => Promise.all(inputs.map((input) => heffl.fail('find_lead', input)));
    expect((await pausesOf()).map(({ name }) => name)).toEqual(inputs.map(() => 'ThrottledError'));
    expect((await pausesOf()).map(({ requests }) => requests)).toEqual(inputs.map(() => []));
    time.pass(60_000);
    heffl.zapier.age(60);
    const found = await Promise.all(inputs.map((input) => heffl.run('find_lead', input)));
    expect(found.map(({ output }) => records.parse(output).map(({ name }) => name))).toEqual([
      [],
      ['Lead 0'],
      ['Lead 0'],
    ]);
    // Each search reads the newest page once or twice, and Lead 0 is read twice by its ID.
    expect(heffl.sandbox.requests.length).toBeLessThanOrEqual(PAGES + 2 * inputs.length + 2);
  });

  test('50,050 records: those of the last page, which is beyond what is remembered, are found', async () => {
    await heffl.fail('find_lead', nobody);
    heffl.zapier.edit(/^walk:/, (place) => ({ ...z.looseObject({}).parse(place), seen: 49_950 }));
    time.pass(60_000);
    heffl.zapier.age(60);
    expect((await runToTheEnd(nobody)).names).toEqual([]);
    expect((await runToTheEnd(byEmail('lead0@example.com'))).names).toEqual(['Lead 0']);
  });

  test('the memory is out of date: the walk that follows goes on over the runs, and others use the memory', async () => {
    await runToTheEnd(nobody);
    heffl.sandbox.update('leads', heffl.idOf('leads', 'Lead 0'), { email: 'edited@example.com' });
    expect((await heffl.fail('find_lead', byEmail('lead0@example.com'))).name).toBe('ThrottledError');
    expect((await heffl.run('find_lead', byEmail('lead1@example.com'))).requests).toHaveLength(2);
    const before = cursors().length;
    expect((await runToTheEnd(byEmail('lead0@example.com'))).names).toEqual([]);
    expect(cursors().length - before).toBeLessThan(10);
    expect((await runToTheEnd(byEmail('edited@example.com'))).names).toEqual(['Lead 0']);
  });

  test('the oldest matches the first search, the newest the second: gives the oldest, keeps no place', async () => {
    const { names } = await runToTheEnd({ ...byEmail(' LEAD0@example.com'), ...orName('Lead 4649') });
    expect(names).toEqual(['Lead 0']);
    expect([...heffl.zapier.cached().keys()].filter((key) => key.startsWith('walk:'))).toEqual([]);
  });
});

describe('900 leads', () => {
  const { heffl, cursors, busyAfter, runToTheEnd } = searching(900);
  const PAGES = 9;

  test('made during the pause: found with one request more', async () => {
    busyAfter(3);
    await heffl.fail('find_lead', byEmail('jane@example.com'));
    time.pass(60_000);
    heffl.sandbox.create('leads', { name: 'Jane Smith', email: 'jane@example.com' });
    const { names } = await runToTheEnd(byEmail('jane@example.com'));
    expect(names).toEqual(['Jane Smith']);
    expect(cursors()).toHaveLength(1 + PAGES + 1);
  });

  test('newest lead deleted during the pause: the others of its page end the look at what is new', async () => {
    busyAfter(3);
    await heffl.fail('find_lead', nobody);
    time.pass(60_000);
    const newest = heffl.sandbox.records.list('leads').at(-1);
    heffl.sandbox.delete('leads', newest?.id ?? '');
    const { names } = await runToTheEnd(nobody);
    expect(names).toEqual([]);
    expect(cursors()).toHaveLength(1 + PAGES + 1);
  });

  test('made after a run failed, and run again at once: found', async () => {
    heffl.sandbox.faults.inject({ kind: 'slow', until: Promise.resolve(), times: 3 });
    heffl.sandbox.faults.inject({ kind: 'html', status: 200, times: 5 });
    const input = byEmail('fatima@example.com');
    expect((await heffl.fail('find_lead', input)).message).toContain('not JSON');
    heffl.sandbox.create('leads', { name: 'Fatima Hassan', email: 'fatima@example.com' });
    expect((await runToTheEnd(input)).names).toEqual(['Fatima Hassan']);
  });

  test('1,000,000 records seen, and more to come: goes on; one page later: fails as a list that goes in circles', async () => {
    busyAfter(3);
    await heffl.fail('find_lead', nobody);
    heffl.zapier.edit(/^walk:/, (place) => ({ ...z.looseObject({}).parse(place), seen: 1_000_000 - 100 }));
    const { message, requests } = await heffl.fail('find_lead', nobody);
    expect(message).toContain('its list goes in circles');
    expect(requests).toHaveLength(2);
  });

  test('another search for a whole value: goes on from the same place', async () => {
    busyAfter(3);
    await heffl.fail('find_lead', nobody);
    time.pass(60_000);
    const { output, requests } = await heffl.run('find_lead', byEmail('lead0@example.com'));
    expect(output).toMatchObject([{ name: 'Lead 0' }]);
    expect(requests[0]?.query.cursor).toBe(cursors()[3]);
  });

  test.each(['forgets', 'refuses', 'full'] as const)(
    'cache %s: does not say that it goes on',
    async (mood) => {
      heffl.zapier.mood = mood;
      busyAfter(3);
      const { name, message } = await heffl.fail('find_lead', nobody);
      expect([name, message]).toEqual([
        'AppError',
        expect.stringContaining('Only 300 leads could be searched'),
      ]);
    },
  );
});
