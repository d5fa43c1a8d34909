import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { idsForNames, type LoadNamed } from '../../src/forms/names.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { connectHeffl } from '../support/heffl.js';

describe('a list of tags', () => {
  let z: ZObject;
  beforeAll(async () => {
    z = await openZ();
  });

  const named = (names: readonly string[]) =>
    names.map((name, index) => ({ id: `tag_${index}`, name, label: `${name} · ${index}` }));
  const all = named(['VIP', 'Walk-in', 'Hot, new', 'B', 'C', 'Won', 'won']);
  const idsFor = async (tags: unknown, load: LoadNamed = () => Promise.resolve(all)) => {
    const field = { key: 'tags', label: 'Tags', dynamic: 'tag_list.id.label' } as const;
    return (await idsForNames(z, [field], { tag_list: load }, { tags })).tags;
  };

  test.each([
    ['a name in other letters', 'vip', 'tag_0'],
    ['another dash', 'Walk‑in', 'tag_1'],
    ['an ID', 'tag_9', 'tag_9'],
    ['a number and a token', ['42', '0b61fa2e-73c7-4ae5'], ['42', '0b61fa2e-73c7-4ae5']],
    ['names and an ID', ['VIP', 'tag_9', 'walk-in'], ['tag_0', 'tag_9', 'tag_1']],
    ['a name with a comma', ['Hot, new'], ['tag_2']],
    ['a name that was split at its comma', ['Hot', 'new', 'VIP'], ['tag_2', 'tag_0']],
    [
      'parts that are names, before the whole',
      ['vip', 'hot', 'new', 'B', 'C'],
      ['tag_0', 'tag_2', 'tag_3', 'tag_4'],
    ],
  ])('%s: IDs', async (_, tags, expected) => {
    expect(await idsFor(tags)).toEqual(expected);
  });

  test('IDs alone: list not loaded', async () => {
    const load = () => Promise.reject(new Error('The list was loaded.'));
    expect(await idsFor(['tag_0', '42'], load)).toEqual(['tag_0', '42']);
  });

  test.each([
    [
      'Cold',
      errorTexts.noSuchName({
        label: 'Tags',
        value: 'Cold',
        names: 'VIP, Walk-in, Hot, new, B, C, Won, won',
      }),
    ],
    ['Won', errorTexts.nameTwice({ label: 'Tags', value: 'Won', names: 'Won · 5, won · 6' })],
  ])('%s, among others that are there: refused with those that it may be', async (name, message) => {
    expect(await failureOf(() => idsFor(['VIP', name, 'walk-in']))).toEqual({ name: 'HaltedError', message });
  });
});

describe('a form', () => {
  const heffl = connectHeffl();
  const deal = {
    title: 'Pool maintenance',
    clientId: 'clt_1',
    pipelineId: 'sales pipeline',
    stageId: ' SITE VISIT',
  };

  test('create_lead: one request a list, none the next time, and one for a name that was added', async () => {
    const input = { name: 'Noor', stageId: 'contacted', sourceId: 'Walk‑in', tags: 'vip,Urgent' };
    const body = {
      name: 'Noor',
      stageId: heffl.idOf('leadStages', 'Contacted'),
      sourceId: heffl.idOf('sources', 'Walk-in'),
      tags: [heffl.idOf('tags', 'VIP'), heffl.idOf('tags', 'Urgent')],
    };
    const create = { method: 'POST', path: '/leads', query: {}, body };
    const lists = ['/leads/stages', '/leads/sources', '/tags'];
    const { requests } = await heffl.run('create_lead', input);
    expect(requests.map(({ path }) => path)).toEqual([...lists, '/leads']);
    expect(requests.at(-1)).toEqual(create);
    expect((await heffl.run('create_lead', input)).requests).toEqual([create]);

    const { id: sourceId } = heffl.sandbox.create('sources', { name: 'Billboard' });
    const added = await heffl.run('create_lead', { ...input, sourceId: 'billboard' });
    expect(added.requests).toMatchObject([{ path: '/leads/sources' }, { body: { ...body, sourceId } }]);
  });

  test('create_deal: the stage is one of the chosen pipeline, or refused with those', async () => {
    const clientId = heffl.idOf('clients', 'Blue Palm Hospitality');
    const { requests } = await heffl.run('create_deal', { ...deal, clientId, sourceId: 'referral' });
    expect(requests.find(({ method }) => method === 'POST')?.body).toEqual({
      title: deal.title,
      clientId,
      pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
      stageId: heffl.idOf('pipelineStages', 'Site Visit'),
      sourceId: heffl.idOf('sources', 'Referral'),
    });

    const failure = await heffl.fail('create_deal', { ...deal, clientId, pipelineId: 'Annual Contracts' });
    const names = 'Renewal Due, Contract Sent, Signed, Not Renewed';
    expect(failure.message).toBe(errorTexts.noSuchName({ label: 'Stage', value: 'SITE VISIT', names }));
    expect(failure.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('update_deal: a stage of two pipelines is refused with the pipelines', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const won = { name: 'Won', pipelineId, type: 'WON', position: 9, probability: 100 };
    heffl.sandbox.create('pipelineStages', won);
    const { message } = await heffl.fail('update_deal', { id: 'dl_1', stageId: 'won' });
    const names = 'Won · Sales Pipeline, Won · Annual Contracts';
    expect(message).toBe(errorTexts.nameTwice({ label: 'Stage', value: 'won', names }));
  });
});
