import App from '../../index.js';
import { connectHeffl } from '../support/heffl.js';
import { editableKinds, withNamesKnown } from '../support/steps.js';

const heffl = connectHeffl();

test('there is one for each kind of record that is both found and created', () => {
  const pairs = Object.values(App.searchOrCreates ?? {}).map(({ key, search, create }) => ({
    key,
    search,
    create,
  }));
  expect(pairs).toEqual(editableKinds.map(({ find, create }) => ({ key: find, search: find, create })));
});

describe.each(editableKinds)('$find with $create', ({ find, create, createInput, collection }) => {
  withNamesKnown(heffl, collection);

  test('share no key, so that no value of one form ends up in the other', async () => {
    const search = (await heffl.form(find)).fields.map(({ key }) => key);
    const forms = await Promise.all(
      [{}, { type: 'contact' }, { entity: 'leads' }].map((input) => heffl.form(create, input)),
    );
    const created = new Set(forms.flatMap(({ fields }) => fields.map(({ key }) => key)));
    expect(search).toEqual(['search_by', 'search_value', 'or_search_by', 'or_search_value']);
    expect(search.filter((key) => created.has(key))).toEqual([]);
  });

  test('create what was not found, and find it the next time', async () => {
    const path = `/${collection}`;
    const record = createInput(heffl);
    const field = 'title' in record ? 'title' : 'name';
    const filledIn = { search_by: field, search_value: record[field], ...record };
    expect((await heffl.run(find, filledIn)).output).toEqual([]);
    const { requests } = await heffl.run(create, filledIn);
    expect(requests).toEqual([{ method: 'POST', path, query: {}, body: record }]);
    expect((await heffl.run(find, filledIn)).output).toMatchObject([record]);
  });
});
