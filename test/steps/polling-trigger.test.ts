import { connectHeffl } from '../support/heffl.js';
import { records } from '../support/records.js';
import { editableKinds } from '../support/steps.js';

const HOUR_MS = 60 * 60 * 1000;
/** Not the time of this machine: what is new is told by Heffl's clock. */
const NOW = Date.parse('2031-05-01T12:00:00.000Z');
const heffl = connectHeffl({ now: () => NOW });

const addLeads = (count: number, age: (index: number) => number) => {
  for (let index = 0; index < count; index++) {
    heffl.sandbox.create('leads', { name: `Lead ${index}` }, NOW - age(index));
  }
};
const namesIn = (output: unknown): unknown[] => records.parse(output).map(({ name }) => name);

test.each([
  ...editableKinds.map(({ poll, collection }) => [poll, collection] as const),
  ['new_product', 'products'] as const,
])('%s asks once for the newest 100 %s, and gives them newest first', async (key, collection) => {
  const { output, requests } = await heffl.run(key);
  expect(requests.slice(0, 1)).toEqual([{ method: 'GET', path: `/${collection}`, query: { limit: '100' } }]);
  expect(requests.filter(({ path }) => path === `/${collection}`)).toHaveLength(1);
  const stored = heffl.sandbox.records.list(collection).map(({ id }) => id);
  expect(records.parse(output).map(({ id }) => id)).toEqual(stored.reverse());
});

test('a quiet account with many records costs one request', async () => {
  addLeads(150, () => 7 * HOUR_MS);
  const { output, requests } = await heffl.run('new_lead');
  expect(requests).toHaveLength(1);
  expect(output).toHaveLength(100);
});

test('a page that ends in an old record is the last', async () => {
  addLeads(100, () => 7 * HOUR_MS);
  addLeads(99, () => HOUR_MS);
  const { requests } = await heffl.run('new_lead');
  expect(requests).toHaveLength(1);
});

test('a burst of 250 between two polls is given whole', async () => {
  addLeads(100, () => 24 * HOUR_MS);
  addLeads(250, (index) => 5 * HOUR_MS - index * 1000);
  const { output, requests } = await heffl.run('new_lead');
  const names = namesIn(output);
  expect(names.slice(0, 250)).toEqual(Array.from({ length: 250 }, (_, index) => `Lead ${249 - index}`));
  expect(new Set(records.parse(output).map(({ id }) => id)).size).toBe(names.length);
  const cursors = requests.map(({ query }) => query.cursor);
  expect(cursors).toHaveLength(3);
  expect(new Set(cursors).size).toBe(3);
});

test('what was old when the Zap was switched on is not given for new in a later burst', async () => {
  addLeads(94, () => 7 * HOUR_MS);
  addLeads(101, () => HOUR_MS);
  const { output, requests } = await heffl.run('new_lead');
  expect(requests).toHaveLength(2);
  const young = NOW - 6 * HOUR_MS;
  const ages = records.parse(output).map((lead) => Date.parse(String(lead.createdAt)));
  expect(ages.filter((time) => time > young)).toHaveLength(101);
  expect(ages.filter((time) => time <= young)).toEqual([]);
  const filling = await heffl.run('new_lead', {}, { meta: { isPopulatingDedupe: true } });
  expect(filling.output).toHaveLength(200);
});

test('a flood ends after five pages', async () => {
  addLeads(620, () => HOUR_MS);
  const { output, requests } = await heffl.run('new_lead');
  expect(requests).toHaveLength(5);
  expect(output).toHaveLength(500);
});

test('a record on two pages, because one came in between, is given once', async () => {
  const createdAt = new Date(NOW).toISOString();
  const answer = (ids: string[], nextCursor: string | null) => {
    const items = ids.map((id) => ({ id, createdAt }));
    const body = { items, nextCursor, hasMore: nextCursor !== null };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
  };
  answer(['c', 'b'], 'page-2');
  answer(['b', 'a'], null);
  const { output, requests } = await heffl.run('new_lead');
  expect(output).toMatchObject([{ id: 'c' }, { id: 'b' }, { id: 'a' }]);
  expect(requests.map(({ query }) => query)).toEqual([{ limit: '100' }, { limit: '100', cursor: 'page-2' }]);
});

test('a cursor that comes again ends the poll', async () => {
  addLeads(150, () => HOUR_MS);
  heffl.sandbox.faults.inject({ kind: 'repeatCursor', times: 5 });
  const { output, requests } = await heffl.run('new_lead');
  expect(requests).toHaveLength(2);
  expect(output).toHaveLength(150);
});

test.each(editableKinds)('$poll loads three examples while a Zap is set up', async ({ poll, collection }) => {
  for (const seeded of heffl.sandbox.records.list(collection).slice(0, 2)) {
    heffl.sandbox.create(
      collection,
      Object.fromEntries(Object.entries(seeded).filter(([, value]) => value !== null)),
    );
    heffl.sandbox.create(
      collection,
      Object.fromEntries(Object.entries(seeded).filter(([, value]) => value !== null)),
    );
  }
  const { output, requests } = await heffl.run(poll, {}, { meta: { isLoadingSample: true } });
  // Of leads, only those from the chosen sources are examples, if any were chosen.
  const limit = poll === 'new_lead' ? '100' : '3';
  expect(requests[0]).toEqual({ method: 'GET', path: `/${collection}`, query: { limit } });
  expect(output).toHaveLength(3);
});

describe('sources of new_lead', () => {
  test.each([
    ['names and IDs', 'both', 1],
    ['names alone', 'names', 1],
    ['IDs alone, whose names it looks up once', 'ids', 2],
  ] as const)('are names, where leads have %s', async (_case, leadReference, requestCount) => {
    heffl.sandbox.readings.leadReference = leadReference;
    const first = await heffl.run('new_lead', { sources: ['whatsapp', 'Referral'] });
    expect(namesIn(first.output)).toEqual(['محمد الهاشمي', 'Fatima Al Mansouri']);
    expect(first.requests).toHaveLength(requestCount);
    const second = await heffl.run('new_lead', { sources: ['whatsapp', 'Referral'] });
    expect(second.output).toEqual(first.output);
    expect(second.requests).toHaveLength(1);
  });

  test('may be as many as they like', async () => {
    for (let index = 0; index < 150; index++) heffl.sandbox.create('sources', { name: `Campaign ${index}` });
    heffl.sandbox.readings.leadReference = 'ids';
    const { output, requests } = await heffl.run('new_lead', { sources: ['whatsapp', 'Referral'] });
    expect(namesIn(output)).toEqual(['محمد الهاشمي', 'Fatima Al Mansouri']);
    expect(requests).toHaveLength(3);
  });

  test('give three examples of the chosen ones', async () => {
    for (let index = 0; index < 9; index++) {
      heffl.sandbox.create('leads', { name: `Lead ${index}`, source: index % 2 ? 'Radio' : 'Referral' });
    }
    const { output, requests } = await heffl.run(
      'new_lead',
      { sources: ['Radio'] },
      { meta: { isLoadingSample: true } },
    );
    expect(requests).toMatchObject([{ query: { limit: '100' } }]);
    expect(namesIn(output)).toEqual(['Lead 7', 'Lead 5', 'Lead 3']);
  });

  test('are offered from the list of sources', async () => {
    const { fields } = await heffl.form('new_lead');
    expect(fields).toMatchObject([{ key: 'sources', list: true, dynamic: 'lead_source_list.name.label' }]);
  });
});
