import { z } from 'zod';
import type { Readings } from '../sandbox/index.js';
import { inputOf, newDeal, prepare } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { hookTriggers } from '../support/hook-triggers.js';
import { instantZaps } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

/** Ways to read what Heffl documents of its events, each far from the others. */
const worlds: readonly Partial<Readings>[] = [
  {},
  { envelope: 'data', dealClient: 'flat', customFieldKeys: 'bare', timestamps: 's', hookIds: 'public' },
  { envelope: 'bare', customFieldKeys: 'topLevel', nullKeys: 'dropped', formResponseId: 'without' },
];

/** What these pass on is for Heffl to say: only what the sample has is promised. */
const OPEN = ['form_response_created', 'webhook_event'];

const fieldsOf = (record: object): string[] =>
  Object.keys(record)
    .filter((key) => !key.startsWith('cf_'))
    .sort();

/** Every value under a key that ends in `id`, at any depth. */
const idsIn = (value: unknown): unknown[] =>
  Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(value)).flatMap(([key, inner]) =>
    /^id$|Id$/.test(key) ? [inner] : (Array.isArray(inner) ? inner : [inner]).flatMap(idsIn),
  );

describe.each(worlds)('where Heffl is read as %j', (world) => {
  // An ID that Heffl's API takes is passed on beside the name that every record has.
  const extra = world.hookIds === 'public' ? ['ownerId'] : [];

  test.each(hookTriggers)(
    'Z001: the sample, the examples and the events of $key agree',
    async ({ key, sample }) => {
      Object.assign(heffl.sandbox.readings, world);
      const happen = prepare(heffl, key);
      const zap = await switchOn(key, inputOf(key));
      happen();
      // Where Heffl cannot list what an event tells of, the examples are the sample first, and what came later on.
      const [firstExample] = await zap.examples();
      const [event, ...others] = await zap.outputs();
      const [lastExample] = await zap.examples();
      const example = OPEN.includes(key) ? firstExample : lastExample;
      if (!event || !example || others.length > 0) throw new Error('It should fire once, and have examples.');

      const promised = fieldsOf(sample);
      expect(fieldsOf(example).filter((field) => !extra.includes(field))).toEqual(promised);
      if (OPEN.includes(key)) expect(fieldsOf(event)).toEqual(expect.arrayContaining(promised));
      else expect(fieldsOf(event).filter((field) => !extra.includes(field))).toEqual(promised);
      for (const id of [...idsIn(event), ...idsIn(example)]) expect([typeof id, id]).not.toContain('number');
      const time = z.iso.datetime();
      expect([event.occurredAt, example.occurredAt].map((at) => time.safeParse(at).success)).toEqual([
        true,
        true,
      ]);
    },
  );

  test('custom fields stand beside the others, under the keys that the API takes', async () => {
    Object.assign(heffl.sandbox.readings, world);
    const zap = await switchOn('lead_created');
    heffl.sandbox.create('leads', { name: 'Noor Haddad', cf_budget: 2500, cf_preferred_language: 'Arabic' });
    const [event] = await zap.outputs();
    const [example] = await zap.examples();
    for (const record of [event, example]) {
      expect(record).toMatchObject({ cf_budget: 2500, cf_preferred_language: 'Arabic' });
      expect(record).not.toHaveProperty('customFields');
      expect(record).not.toHaveProperty('budget');
    }
  });

  test('a deal names its client, stage, pipeline and owner the same way', async () => {
    Object.assign(heffl.sandbox.readings, world);
    const zap = await switchOn('deal_created');
    heffl.sandbox.create('deals', newDeal(heffl));
    const [event] = await zap.outputs();
    expect(event).toMatchObject({
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      clientName: 'Blue Palm Hospitality',
      stage: 'Site Visit',
      source: 'Referral',
      leadId: heffl.idOf('leads', 'Jane Smith'),
      leadName: 'Jane Smith',
      ownerName: 'Aisha Rahman',
      price: 18000,
    });
    expect(event).not.toHaveProperty('client');
  });
});

test.each([
  ['numeric', null, null],
  ['public', 'dps_', 'dpl_'],
] as const)(
  'stage, pipeline and owner are under the names of the API only if their IDs are its own: %s',
  async (hookIds, stage, pipeline) => {
    heffl.sandbox.readings.hookIds = hookIds;
    const zap = await switchOn('deal_created');
    heffl.sandbox.create('deals', newDeal(heffl));
    const [event = { id: '' }] = await zap.outputs();
    const prefixOf = (value: unknown) =>
      z
        .string()
        .nullish()
        .parse(value)
        ?.replace(/[^_]*$/, '') ?? null;
    expect([event.stageId, event.pipelineId, event.ownerId].map(prefixOf)).toEqual([
      stage,
      pipeline,
      hookIds === 'public' ? 'usr_' : null,
    ]);
    expect(event.ownerId === undefined).toBe(hookIds === 'numeric');
  },
);

test.each(['lead.stage_changed', 'LEAD.STAGECHANGED', 'lead.stageChanged'])(
  'an event spelt %s is the one that the Zap waits for, and told in the spelling of the catalog',
  async (event) => {
    const zap = await switchOn('lead_stage_changed');
    const letter = zap.signed({ body: { event, payload: { id: 'ld_1', stage: 'Contacted' } } });
    expect(await zap.receive(letter)).toMatchObject([{ id: 'ld_1', event: 'lead.stageChanged' }]);
  },
);

test('an event that says not when it happened has happened when it was sent', async () => {
  const zap = await switchOn('lead_created');
  const sentAt = new Date('2026-11-23T04:00:00.000Z');
  const letter = zap.signed({ body: { event: 'lead.created', payload: { id: 'ld_1' } }, sentAt });
  expect(await zap.receive(letter)).toMatchObject([{ occurredAt: '2026-11-23T04:00:00.000Z' }]);
});

test('a form response without an ID is named by its delivery, the same one each time', async () => {
  const body = { event: 'form.response.created', payload: { formId: 'frm_1', responses: [] } };
  const zaps = [await switchOn('form_response_created'), await switchOn('form_response_created')];
  for (const zap of zaps) {
    expect(await zap.receive(zap.signed({ body, id: 'msg_form' }))).toMatchObject([{ id: 'msg_form' }]);
  }
});

test('a form response without an ID, in a delivery without one, is named by what is in it', async () => {
  const body = { event: 'form.response.created', payload: { formId: 'frm_1', responses: [] } };
  const ids = new Set<string>();
  for (const content of [body, body, { ...body, payload: { ...body.payload, formId: 'frm_2' } }]) {
    const zap = await switchOn('form_response_created');
    const rawRequest = { content: JSON.stringify(content), headers: {} };
    const [response] = await zap.receive({ rawRequest, cleanedRequest: content }, {});
    ids.add(response?.id ?? '');
  }
  expect([...ids]).toEqual([expect.stringMatching(/^\w{64}$/), expect.stringMatching(/^\w{64}$/)]);
});
