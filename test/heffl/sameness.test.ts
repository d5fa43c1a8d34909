import { events } from '../../src/heffl/events.js';
import { fold, isSameKey } from '../../src/heffl/sameness.js';

test.each([
  ['case', 'JANE Smith', 'jane smith'],
  ['an accent as a character of its own', 'Jose\u0301', 'José'],
  ['a curly apostrophe', 'O’Keefe', "O'Keefe"],
  ['a modifier apostrophe', 'Oʼkeefe', "O'Keefe"],
  ['curly quotes', 'The “Palm”', 'The "Palm"'],
  ['an en dash', 'Al–Noor', 'Al-Noor'],
  ['a minus', 'Al−Noor', 'Al-Noor'],
  ['a no-break space', 'Jane\u00a0Smith', 'Jane Smith'],
  ['repeated blanks', ' Jane \t Smith\n', 'Jane Smith'],
  ['a zero-width space', 'Jane\u200b Smith', 'Jane Smith'],
  ['a mark between two blanks', 'Jane \u200f Smith', 'Jane Smith'],
  ['a variation selector', '☎\ufe0f Jane', '☎ Jane'],
  ['a sharp s', 'Straße', 'STRASSE'],
  ['a final sigma', 'ΟΔΟΣ', 'οδος'],
  ['a dotted capital I', 'İpek', 'i\u0307pek'],
])('%s does not count', (_, one, other) => {
  expect(fold(one)).toBe(fold(other));
});

test.each([
  ['Zoë', 'Zoe'],
  ['Jane Smith', 'JaneSmith'],
  ['Jane Smith', 'Jane Smyth'],
  ["O'Keefe", 'OKeefe'],
  ['Al-Noor', 'Al Noor'],
])('%s and %s: stay different', (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

test.each([
  ['lead.stageChanged', 'lead.stageChanged'],
  ['lead.stageChanged', 'lead.stage_changed'],
  ['lead.stageChanged', 'LEAD.STAGECHANGED'],
  ['lead.stageChanged', ' lead.stagechanged '],
  ['invoice.statusChanged', 'invoice.STATUS_CHANGED'],
  ['form.response.created', 'form.response.created'],
])('%s and "%s": one event', (one, other) => {
  expect([isSameKey(one, other), isSameKey(other, one)]).toEqual([true, true]);
});

test.each([
  ['lead.created', 'lead.updated'],
  ['lead.created', 'deal.created'],
  ['lead.created', 'lead created'],
  ['lead.created', 'lead.created.again'],
  ['lead.created', ''],
])('%s and "%s": two events', (one, other) => {
  expect([isSameKey(one, other), isSameKey(other, one)]).toEqual([false, false]);
});

test('events of the catalog: no two are one', () => {
  const names = Object.keys(events);
  for (const name of names) expect(names.filter((other) => isSameKey(name, other))).toEqual([name]);
});
