import { connectHeffl, type Input } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

/** The IDs of the records that the trigger lets through, of those that one event each tells of. */
const letThrough = async (trigger: string, inputData: Input, event: string, records: readonly Input[]) => {
  const zap = await switchOn(trigger, inputData);
  const ids: string[] = [];
  for (const [index, payload] of records.entries()) {
    const letter = zap.signed({
      body: { event, payload: { id: `rec_${index}`, ...payload } },
      id: `msg_${index}`,
    });
    ids.push(...(await zap.receive(letter)).map(({ id }) => id));
  }
  return ids;
};

describe.each([
  { trigger: 'lead_created', input: 'sources', event: 'lead.created', field: 'source' },
  { trigger: 'lead_stage_changed', input: 'stages', event: 'lead.stageChanged', field: 'stage' },
  { trigger: 'deal_stage_changed', input: 'stages', event: 'deal.stageChanged', field: 'stage' },
])('$input of $trigger', ({ trigger, input, event, field }) => {
  const names = ['Contacted', ' CONTACTED ', 'Won, and paid', 'New', null, undefined];
  const records = names.map((name) => ({ [field]: name }));

  test.each([
    { chosen: ['Contacted'], expected: ['rec_0', 'rec_1'] },
    { chosen: ['contacted ', 'NEW'], expected: ['rec_0', 'rec_1', 'rec_3'] },
    { chosen: 'New, Contacted', expected: ['rec_0', 'rec_1', 'rec_3'] },
    { chosen: ['Won, and paid'], expected: ['rec_2'] },
    { chosen: ['Lost'], expected: [] },
  ])('lets through what is called $chosen', async ({ chosen, expected }) => {
    expect(await letThrough(trigger, { [input]: chosen }, event, records)).toEqual(expected);
  });

  test.each([{ [input]: [] }, { [input]: '' }, { [input]: [''] }, { [input]: null }, {}])(
    'lets everything through where nothing was chosen: %j',
    async (inputData) => {
      expect(await letThrough(trigger, inputData, event, records)).toHaveLength(records.length);
    },
  );
});

test('a lead that moves in Heffl is let through by the name of its stage', async () => {
  const zap = await switchOn('lead_stage_changed', { stages: ['contacted'] });
  const { id } = heffl.sandbox.create('leads', { name: 'Noor Haddad' });
  for (const stage of ['Working', 'Contacted', 'Converted']) {
    heffl.sandbox.update('leads', id, { stageId: heffl.idOf('leadStages', stage) });
  }
  expect(await zap.outputs()).toMatchObject([{ id, stage: 'Contacted' }]);
});

describe.each([
  { trigger: 'lead_updated', event: 'lead.updated' },
  { trigger: 'deal_updated', event: 'deal.updated' },
  { trigger: 'client_updated', event: 'client.updated' },
])('watch_fields of $trigger', ({ trigger, event }) => {
  let sent = 0;
  const at = (minute: number): string => `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000Z`;

  /** How often the trigger fires for an update, said to have happened at that minute. */
  const fires = async (zap: Zap, payload: Input, minute: number): Promise<number> => {
    sent += 1;
    const body = { event, timestamp: at(minute), payload: { id: 'rec_1', ...payload } };
    return (await zap.receive(zap.signed({ body, id: `msg_${sent}` }))).length;
  };

  test('fires for the first update of a record, and then only if a chosen field is another', async () => {
    const zap = await switchOn(trigger, { watch_fields: ['email', 'title'] });
    expect(await fires(zap, { email: 'a@example.com', title: 'A' }, 1)).toBe(1);
    expect(await fires(zap, { email: 'a@example.com', title: 'A', value: 5 }, 2)).toBe(0);
    expect(await fires(zap, { email: 'a@example.com', title: 'B' }, 3)).toBe(1);
    expect(await fires(zap, { email: 'b@example.com', title: 'B' }, 4)).toBe(1);
    expect(await fires(zap, { email: null, title: 'B' }, 5)).toBe(1);
    expect(await fires(zap, { title: 'B' }, 6)).toBe(0);
    expect(await fires(zap, { email: 'a@example.com', title: 'A' }, 7)).toBe(1);
    expect(await fires(zap, { id: 'rec_2', email: 'a@example.com', title: 'A' }, 8)).toBe(1);
  });

  test('takes a field by its label', async () => {
    const zap = await switchOn(trigger, { watch_fields: [' email', 'TITLE'] });
    expect(await fires(zap, { email: 'a@example.com', title: 'A' }, 1)).toBe(1);
    expect(await fires(zap, { email: 'a@example.com', title: 'A', value: 5 }, 2)).toBe(0);
    expect(await fires(zap, { email: 'b@example.com', title: 'A' }, 3)).toBe(1);
  });

  test('sees custom fields, in each of their forms', async () => {
    const zap = await switchOn(trigger, { watch_fields: ['cf_budget'] });
    expect(await fires(zap, { customFields: { cf_budget: 1 } }, 1)).toBe(1);
    expect(await fires(zap, { customFields: { budget: 1 } }, 2)).toBe(0);
    expect(await fires(zap, { cf_budget: 1, cf_other: 2 }, 3)).toBe(0);
    expect(await fires(zap, { cf_budget: 2 }, 4)).toBe(1);
  });

  test('is not misled by an older update that comes late', async () => {
    const zap = await switchOn(trigger, { watch_fields: ['email'] });
    expect(await fires(zap, { email: 'new@example.com' }, 5)).toBe(1);
    expect(await fires(zap, { email: 'old@example.com' }, 4)).toBe(0);
    expect(await fires(zap, { email: 'new@example.com' }, 6)).toBe(0);
  });

  test('fires every time where nothing was chosen, and remembers nothing of the record', async () => {
    const zap = await switchOn(trigger, { watch_fields: [] });
    for (let minute = 1; minute <= 3; minute++)
      expect(await fires(zap, { email: 'a@example.com' }, minute)).toBe(1);
    expect([...heffl.zapier.cached().keys()].filter((key) => key.includes('rec_1'))).toEqual([]);
  });

  test('fires every time while the cache fails or forgets', async () => {
    const zap = await switchOn(trigger, { watch_fields: ['email'] });
    for (const mood of ['fails', 'forgets'] as const) {
      heffl.zapier.mood = mood;
      for (let minute = 1; minute <= 2; minute++)
        expect(await fires(zap, { email: 'a@example.com' }, minute)).toBe(1);
    }
  });
});

test('one change that several deliveries tell of at the same moment fires once', async () => {
  const zap = await switchOn('lead_updated', { watch_fields: ['title'] });
  for (const title of ['A', 'B']) {
    const letters = [1, 2, 3].map((number) =>
      zap.signed({
        body: { event: 'lead.updated', payload: { id: 'ld_1', title } },
        id: `msg_${title}${number}`,
      }),
    );
    const outputs = await Promise.all(letters.map((letter) => zap.receive(letter)));
    expect(outputs.flat()).toMatchObject([{ title }]);
  }
});

test('each Zap compares with what it has seen itself', async () => {
  const zaps = [
    await switchOn('lead_updated', { watch_fields: ['title'] }),
    await switchOn('lead_updated', { watch_fields: ['email'] }),
  ];
  const { id } = heffl.sandbox.create('leads', { name: 'Noor Haddad', title: 'Villa' });
  heffl.sandbox.update('leads', id, { value: 1 });
  heffl.sandbox.update('leads', id, { title: 'Flat' });
  for (const [index, zap] of zaps.entries()) expect(await zap.outputs()).toHaveLength(index === 0 ? 2 : 1);
});
