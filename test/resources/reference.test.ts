import { connectHeffl } from '../support/heffl.js';

const heffl = connectHeffl();

const finds = [
  ['find_lead_stage', 'leadStages', '/leads/stages', 'Contacted', { type: 'CONTACTED' }],
  ['find_lead_source', 'sources', '/leads/sources', 'Instagram', {}],
  ['find_tag', 'tags', '/tags', 'VIP', { color: '#d97706', type: 'leads' }],
] as const;

test.each(finds)(
  '%s finds one of the %s in the list, by name and by ID',
  async (key, collection, path, name, more) => {
    const id = heffl.idOf(collection, name);
    const requests = [{ method: 'GET', path, query: { limit: '100' } }];
    const output = [{ id, name, ...more }];
    const byName = await heffl.run(key, { search_by: 'name', search_value: ` ${name.toUpperCase()}` });
    expect(byName).toMatchObject({ output, requests });
    const byId = await heffl.run(key, { search_by: 'id', search_value: id });
    expect(byId).toMatchObject({ output, requests });
    expect(byId.requests).toHaveLength(1);
  },
);

const readable = [
  ['find_pipeline', 'pipelines', 'Annual Contracts', { stages: [{ name: 'Renewal Due' }, {}, {}, {}] }],
  ['find_product', 'products', 'AC maintenance', { price: 149.5 }],
] as const;

test.each(readable)(
  '%s reads one of the %s by its ID, and finds it by name',
  async (key, collection, name, more) => {
    const id = heffl.idOf(collection, name);
    const byId = await heffl.run(key, { search_by: 'id', search_value: id });
    expect(byId.requests).toEqual([{ method: 'GET', path: `/${collection}/${id}`, query: {} }]);
    expect(byId.output).toMatchObject([{ id, name, ...more }]);
    const byName = await heffl.run(key, { search_by: 'Name', search_value: name.toLowerCase() });
    expect(byName.requests).toEqual([{ method: 'GET', path: `/${collection}`, query: { limit: '100' } }]);
    expect(byName.output).toMatchObject([{ id, name, ...more }]);
  },
);

test.each([...finds, ...readable].map(([key]) => key))(
  '%s gives nothing for what there is not',
  async (key) => {
    for (const search_by of ['id', 'name']) {
      expect((await heffl.run(key, { search_by, search_value: 'nothing' })).output).toEqual([]);
    }
  },
);

test.each([...finds, ...readable].map(([key]) => key))(
  'the form of %s asks Heffl for nothing',
  async (key) => {
    const { fields, requests } = await heffl.form(key);
    expect(requests).toEqual([]);
    expect(Object.keys(fields[0]?.choices ?? {}).sort()).toEqual(['id', 'name']);
  },
);
