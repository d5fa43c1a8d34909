import { createAppHandler } from 'zapier-platform-core';
import { prepareApp } from 'zapier-platform-core/src/tools/schema';
import { z } from 'zod';
import App from '../index.js';

const step = z.looseObject({ display: z.looseObject({}), operation: z.looseObject({}) });
const definition = z.looseObject({ creates: z.looseObject({ create_lead: step }) });

test.each([
  ['a trigger', App.triggers.new_lead, prepareApp(App).triggers.new_lead],
  ['an action', App.creates.create_lead, prepareApp(App).creates.create_lead],
])('in each run the core copies %s, and hands on what never changes in it', (_, own, copy) => {
  expect(copy).toEqual(own);
  expect(copy?.operation).not.toBe(own?.operation);
  expect(copy?.operation.sample).toBe(own?.operation.sample);
  expect(copy?.operation.inputFields?.[0]).toBe(own?.operation.inputFields?.[0]);
  expect(copy?.operation.outputFields?.[0]).toBe(own?.operation.outputFields?.[0]);
});

test('the core, which freezes the definition in each run, finds what never changes frozen already', () => {
  const { sample, inputFields = [], outputFields = [] } = App.creates.create_lead?.operation ?? {};
  const constants = [sample, ...inputFields, ...outputFields].filter((part) => typeof part !== 'function');
  expect(constants.length).toBeGreaterThan(20);
  expect(constants.filter((part) => !Object.isFrozen(part))).toEqual([]);
});

test('an override that Zapier sends with a run changes what it names, and nothing else', async () => {
  const handler = createAppHandler(App);
  const display = { label: 'Add Lead' };
  const operation = { sample: { id: 'ld_1' }, inputFields: [{ key: 'name', label: 'Full Name' }] };
  const { results } = await handler({
    command: 'definition',
    appRawOverride: [undefined, { creates: { create_lead: { display, operation } } }],
  });

  const expected = definition.parse((await handler({ command: 'definition' })).results);
  Object.assign(expected.creates.create_lead.display, display);
  Object.assign(expected.creates.create_lead.operation, operation);
  expect(results).toEqual(expected);
});
