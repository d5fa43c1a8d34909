import App from '../index.js';
import type { CollectionName, Fields } from './sandbox/index.js';
import { collectionNames } from './sandbox/resources/index.js';
import { emptyOutputs, fullRecords } from './support/full-records.js';
import { connectHeffl } from './support/heffl.js';

const heffl = connectHeffl();

/** `find_lead_stage` is about `leadStages`. */
const collectionOf = (key: string): CollectionName | undefined => {
  const noun = key.replace(/^(create_or_update|create|update|delete|find|new)_/, '');
  const isAbout = (name: CollectionName): boolean =>
    `${noun}s`.replaceAll('_', '') ===
    name
      .replace(/^sources$/, 'leadsources')
      .replace(/^pipelineStages$/, 'dealstages')
      .toLowerCase();
  return collectionNames.find(isAbout);
};

/** The records with everything that a step can be about, or the last one that the sandbox starts with. */
const recordsFor = (key: string): readonly Fields[] => {
  const { sandbox } = heffl;
  const collection = collectionOf(key) ?? 'leads';
  const made = fullRecords(heffl, collection).map((fields) => sandbox.create(collection, fields));
  return made.length > 0 ? made : sandbox.records.list(collection).slice(-1);
};

const steps = [
  ...Object.values(App.triggers).filter(({ operation }) => operation.type !== 'hook'),
  ...Object.values(App.searches),
  ...Object.values(App.creates),
].filter(({ operation }) => operation.outputFields);

// Of instant triggers, the tests of events assert the same.
test.each(steps)('$key: each output is filled in one case at least', async (step) => {
  const given: unknown[] = [];
  for (const record of recordsFor(step.key)) {
    const request = step.key === 'api_request' ? { method: 'GET', path: `/leads/${String(record.id)}` } : {};
    const input = { ...record, ...request, search_by: 'id', search_value: record.id };
    given.push((await heffl.run(step.key, input, { meta: { isLoadingSample: true } })).output);
  }
  expect(emptyOutputs(step, given)).toEqual([]);
});
