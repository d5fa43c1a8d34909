import { z } from 'zod';
import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { plainFieldsOf, promisedKeys } from '../support/forms.js';
import { connectHeffl } from '../support/heffl.js';
import { creatableKinds, withNamesKnown } from '../support/steps.js';

const heffl = connectHeffl();

describe.each(creatableKinds)('$create', ({ noun, collection, create, createInput }) => {
  const path = `/${collection}`;
  withNamesKnown(heffl, collection);
  const fields = plainFieldsOf(App.creates[create]);

  test('sends what was supplied and nothing else', async () => {
    const body = createInput(heffl);
    const { requests } = await heffl.run(create, body);
    expect(requests).toEqual([{ method: 'POST', path, query: {}, body }]);
  });

  test('leaves out every field that holds nothing', async () => {
    const body = createInput(heffl);
    const blanks = ['', '   ', null, [], ['', ' '], {}];
    const optional = fields.filter(({ key }) => !(key in body));
    const input = Object.fromEntries(optional.map(({ key }, index) => [key, blanks[index % blanks.length]]));
    const { requests } = await heffl.run(create, {
      ...input,
      ...body,
      cf_budget: '',
      custom_fields: { A: ' ' },
    });
    expect(requests).toEqual([{ method: 'POST', path, query: {}, body }]);
  });

  test('sends no field that it does not know', async () => {
    const body = createInput(heffl);
    const { requests } = await heffl.run(create, { ...body, search_by: 'email', nonsense: 'x' });
    expect(requests).toEqual([{ method: 'POST', path, query: {}, body }]);
  });

  const demanded = fields.filter((field) => field.required && field.default === undefined);
  // All that a client needs depends on its type: see `clients.test.ts`.
  if (noun !== 'client')
    test('refuses an empty required field before anything is sent', async () => {
      expect(demanded).not.toEqual([]);
      for (const { key, label = '' } of demanded) {
        for (const empty of [undefined, '', '  ', null]) {
          expect(await heffl.fail(create, { ...createInput(heffl), [key]: empty })).toEqual({
            name: 'HaltedError',
            message: errorTexts.required({ label }),
            requests: [],
          });
        }
      }
    });

  test("passes Heffl's own words on when it refuses", async () => {
    const body = { code: 'BAD_REQUEST', message: 'The workspace is full.' };
    heffl.sandbox.faults.inject({ kind: 'status', status: 400, body });
    const failure = await heffl.fail(create, createInput(heffl));
    expect(failure).toMatchObject({
      name: 'HaltedError',
      message: errorTexts.refused({ purpose: `create the ${noun}`, reason: 'The workspace is full' }),
    });
    expect(failure.requests).toHaveLength(1);
  });

  test('gives every field that it promises, and the record that Heffl made', async () => {
    const { output } = await heffl.run(create, createInput(heffl));
    const { id } = heffl.sandbox.records.list(collection).at(-1) ?? {};
    expect(output).toMatchObject({ id });
    const promised = promisedKeys(App.creates[create]);
    expect(promised).toContain('createdAt');
    expect(Object.keys(z.looseObject({}).parse(output))).toEqual(expect.arrayContaining(promised));
  });
});

test('an email that Heffl does not take is a mistake of the user', async () => {
  expect(await heffl.fail('create_lead', { name: 'Omar Khan', email: 'omar' })).toMatchObject({
    name: 'HaltedError',
    message: errorTexts.refused({ purpose: 'create the lead', reason: 'Invalid email address format' }),
  });
});

test.each([
  ['create_lead', { value: 'a lot' }, errorTexts.notANumber({ label: 'Value', value: 'a lot' })],
  [
    'create_client',
    { openingBalance: '12k' },
    errorTexts.notANumber({ label: 'Opening Balance', value: '12k' }),
  ],
  ['create_deal', { price: '1.2.3' }, errorTexts.notANumber({ label: 'Price', value: '1.2.3' })],
  [
    'create_deal',
    { expectedCloseDate: 'soon' },
    errorTexts.notADate({ label: 'Expected Close Date', value: 'soon' }),
  ],
  [
    'create_task',
    { durationMinutes: 'half an hour' },
    errorTexts.notANumber({ label: 'Duration in Minutes', value: 'half an hour' }),
  ],
  [
    'create_task',
    { showTime: 'maybe' },
    errorTexts.notYesOrNo({ label: 'Show the Time of Day', value: 'maybe' }),
  ],
  [
    'create_task',
    { dueDate: '2026-02-30x' },
    errorTexts.notADate({ label: 'Due Date', value: '2026-02-30x' }),
  ],
  [
    'create_invoice',
    { isInclusiveTax: '5 %' },
    errorTexts.notYesOrNo({ label: 'Prices Include Tax', value: '5 %' }),
  ],
])('%s with %j is refused by the name of the field', async (key, wrong, message) => {
  const kind = creatableKinds.find(({ create }) => create === key);
  expect(await heffl.fail(key, { ...kind?.createInput(heffl), ...wrong })).toEqual({
    name: 'HaltedError',
    message,
    requests: [],
  });
});

test('text with braces, which Zapier would take for a placeholder, arrives as it was written', async () => {
  const name = 'Template {{bundle.authData.api_key}} {{ x }}';
  const { requests } = await heffl.run('create_lead', { name });
  expect(requests).toEqual([{ method: 'POST', path: '/leads', query: {}, body: { name } }]);
});
