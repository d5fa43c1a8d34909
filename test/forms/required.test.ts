import type { ZObject } from 'zapier-platform-core';
import type { Form } from '../../src/forms/field.js';
import { requireFilled } from '../../src/forms/required.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});

const fields: Form = [
  { key: 'email', label: 'Email' },
  { key: 'name', label: 'Name', required: true },
  { key: 'stageId', required: true },
  () => Promise.resolve([{ key: 'cf_budget', required: true }]),
];

test.each([
  ['Name', {}],
  ['Name', { name: ' ', stageId: '' }],
  ['Name', { name: null, stageId: 'x' }],
  ['Name', { name: [], stageId: 'x' }],
  ['stageId', { name: 'Jane' }],
])('the first required field that is empty is named: %s in %j', async (label, inputData) => {
  expect(
    await failureOf(() => {
      requireFilled(z, fields, inputData);
    }),
  ).toEqual({
    name: 'HaltedError',
    message: `${label} is empty. Fill it in, or check the step that it comes from.`,
  });
});

test.each([
  { name: 'Jane', stageId: 'x' },
  { name: 0, stageId: false },
])('nothing is missing in %j', (inputData) => {
  expect(() => {
    requireFilled(z, fields, inputData);
  }).not.toThrow();
});
