import { events, isSameEvent } from '../../src/heffl/events.js';

test.each([
  ['lead.stageChanged', 'lead.stageChanged'],
  ['lead.stageChanged', 'lead.stage_changed'],
  ['lead.stageChanged', 'LEAD.STAGECHANGED'],
  ['lead.stageChanged', ' lead.stagechanged '],
  ['invoice.statusChanged', 'invoice.STATUS_CHANGED'],
  ['form.response.created', 'form.response.created'],
])('%s and "%s" are one event', (one, other) => {
  expect([isSameEvent(one, other), isSameEvent(other, one)]).toEqual([true, true]);
});

test.each([
  ['lead.created', 'lead.updated'],
  ['lead.created', 'deal.created'],
  ['lead.created', 'lead created'],
  ['lead.created', 'lead.created.again'],
  ['lead.created', ''],
])('%s and "%s" are two', (one, other) => {
  expect([isSameEvent(one, other), isSameEvent(other, one)]).toEqual([false, false]);
});

test('no two events of the catalog can be taken for one another', () => {
  const names = Object.keys(events);
  for (const name of names) expect(names.filter((other) => isSameEvent(name, other))).toEqual([name]);
});
