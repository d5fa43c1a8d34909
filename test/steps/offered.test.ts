import { deal } from '../../src/resources/deals/record.js';
import { asOffered } from '../../src/steps/offered.js';

test.each([
  ['expectedCloseDate', '2026-04-30T00:00:00.000Z', '2026-04-30'],
  ['expectedCloseDate', '2026-04-30T00:00:00Z', '2026-04-30'],
  ['expectedCloseDate', '2026-04-30T00:00:00+04:00', '2026-04-30'],
  ['expectedCloseDate', '2026-04-30', '2026-04-30'],
  ['expectedCloseDate', '2026-04-30 00:00:00', '2026-04-30'],
  ['expectedCloseDate', null, null],
  ['createdAt', '2026-04-30T00:00:00.000Z', '2026-04-30T00:00:00.000Z'],
  ['cf_visit', '2026-04-30T00:00:00.000Z', '2026-04-30'],
  ['cf_visit', ['2026-04-30T00:00:00.000Z', 'soon'], ['2026-04-30', 'soon']],
  ['cf_visit', '2026-04-30T06:00:00.000Z', '2026-04-30T06:00:00.000Z'],
  ['cf_visit', '2026-04-30T00:00:00+04:00', '2026-04-30T00:00:00+04:00'],
])('%s %j: %j', (key, value, expected) => {
  expect(asOffered(deal, 'read', { id: 'dl_1', [key]: value })).toEqual({ id: 'dl_1', [key]: expected });
});

test.each([
  ['read', { ownerName: null, clientName: null }, { clientName: null }],
  ['read', { ownerName: 'Omar Khan' }, { ownerName: 'Omar Khan' }],
  ['written', { clientName: null, stage: null }, { stage: null }],
  ['event', { stageId: null, clientName: null }, { clientName: null }],
] as const)('%s, with %j: %j', (way, fields, expected) => {
  expect(asOffered(deal, way, { id: 'dl_1', ...fields })).toEqual({ id: 'dl_1', ...expected });
});
