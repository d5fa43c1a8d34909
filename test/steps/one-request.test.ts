import { type ConnectedHeffl, connectHeffl, type Input } from '../support/heffl.js';
import { creatableKinds, editableKinds, withNamesKnown } from '../support/steps.js';

const heffl = connectHeffl();

type Case = readonly [key: string, verb: string, input: (heffl: ConnectedHeffl) => Input];

const cases: readonly Case[] = [
  ...creatableKinds.map(({ create, createInput }): Case => [create, 'POST', createInput]),
  ...editableKinds.flatMap(({ collection, seeded, change, ...kind }): Case[] => {
    const id = (): Input => ({ id: heffl.idOf(collection, seeded) });
    return [
      [kind.update, 'PATCH', () => ({ ...id(), ...change })],
      [kind.find, 'GET', () => ({ search_by: 'id', search_value: id().id })],
      [kind.poll, 'GET', () => ({})],
      [kind.remove, 'DELETE', id],
    ];
  }),
  ['new_product', 'GET', () => ({})],
  [
    'find_product',
    'GET',
    () => ({ search_by: 'id', search_value: heffl.idOf('products', 'AC maintenance') }),
  ],
  [
    'find_pipeline',
    'GET',
    () => ({ search_by: 'id', search_value: heffl.idOf('pipelines', 'Sales Pipeline') }),
  ],
  ['api_request', 'GET', () => ({ method: 'GET', path: '/leads' })],
  ['authentication', 'GET', () => ({})],
];

withNamesKnown(heffl, 'deals');

test.each(cases)('%s costs one %s', async (key, method, input) => {
  const { requests } = await heffl.run(key, input(heffl));
  expect(requests).toMatchObject([{ method }]);
});
