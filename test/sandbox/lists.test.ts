import { callerOf } from './caller.js';
import { type Sandbox, startSandbox } from './index.js';

let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;

beforeEach(async () => {
  sandbox = await startSandbox({ seed: false, rateLimit: false });
  caller = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const addLeads = (count: number, prefix = 'Lead') =>
  Array.from({ length: count }, (_, index) => sandbox.create('leads', { name: `${prefix} ${index + 1}` }).id);

test('a list is newest first, 20 at a time unless told otherwise', async () => {
  const ids = addLeads(25);
  const page = await caller.page('/leads');
  expect(page.items.map(({ id }) => id)).toEqual(ids.slice(5).reverse());
  expect(page.hasMore).toBe(true);
});

test('walking by cursor shows every record once and ends without a cursor', async () => {
  const ids = addLeads(7);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await caller.page(`/leads?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ id }) => id));
    expect(page.hasMore).toBe(page.nextCursor !== null);
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(ids.reverse());
});

test('records that come and go during a walk move nobody to another page', async () => {
  const ids = addLeads(6);
  const first = await caller.page('/leads?limit=3');
  addLeads(4, 'Later');
  for (const { id } of first.items) sandbox.delete('leads', id);
  const second = await caller.page(`/leads?limit=3&cursor=${first.nextCursor ?? ''}`);
  expect(second.items.map(({ id }) => id)).toEqual(ids.slice(0, 3).reverse());
});

test('a full last page says that there is no more', async () => {
  addLeads(3);
  expect(await caller.page('/leads?limit=3')).toMatchObject({ hasMore: false, nextCursor: null });
});

test.each(['never-issued', ''])('the cursor "%s" is refused', async (cursor) => {
  expect(await caller.get(`/leads?cursor=${cursor}`)).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST', message: 'Invalid cursor' },
  });
});

test('a cursor of another list is refused', async () => {
  const { nextCursor } = await caller.page('/products?limit=1');
  expect(await caller.get(`/leads?cursor=${nextCursor ?? ''}`)).toMatchObject({ status: 400 });
});

test.each(['0', '101', '-1', '1.5', 'many'])('the limit %s is refused', async (limit) => {
  expect(await caller.get(`/leads?limit=${limit}`)).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST' },
  });
});

test.each([
  ['0', 1],
  ['500', 100],
  ['many', 20],
])('read as clamped, the limit %s is %i', async (limit, count) => {
  sandbox.readings.limitOutOfRange = 'clamp';
  addLeads(105);
  expect((await caller.page(`/leads?limit=${limit}`)).items).toHaveLength(count);
});

test('records made within one millisecond keep their order, and the clock may stand still', async () => {
  const still = await startSandbox({ seed: false, now: () => 1_760_000_000_000 });
  const created = [1, 2, 3].map((index) => still.create('leads', { name: `Lead ${index}` }).createdAt);
  await still.close();
  expect(new Set(created).size).toBe(3);
  expect([...created].sort()).toEqual(created);
});

test('what people put in order stays in that order, page after page', async () => {
  const first = await caller.page('/leads/stages?limit=4');
  const second = await caller.page(`/leads/stages?limit=4&cursor=${first.nextCursor ?? ''}`);
  expect([...first.items, ...second.items].map(({ label }) => label)).toEqual([
    'New',
    'Contacted',
    'Working',
    'Converted',
    'Unqualified',
    'Junk',
  ]);
});
