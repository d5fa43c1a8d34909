import { events } from '../../src/heffl/events.js';
import { inFormWords } from '../../src/heffl/form-words.js';
import { fold, isSameKey } from '../../src/heffl/sameness.js';

test.each([
  ['an accent as a character of its own', 'Jose\u0301', 'José'],
  ['a curly apostrophe', 'O’Keefe', "O'Keefe"],
  ['a modifier apostrophe', 'Oʼkeefe', "O'Keefe"],
  ['curly quotes', 'The “Palm”', 'The "Palm"'],
  ['an en dash', 'Al–Noor', 'Al-Noor'],
  ['a minus', 'Al−Noor', 'Al-Noor'],
  ['a no-break space', 'Jane\u00a0Smith', 'Jane Smith'],
  ['repeated blanks', ' Jane \t Smith\n', 'Jane Smith'],
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
  ["O'Keefe", 'OKeefe'],
  ['Al-Noor', 'Al Noor'],
])('%s and %s: stay different', (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

test.each([
  ['lead.stageChanged', 'lead.stage_changed', true],
  ['lead.stageChanged', ' LEAD.STAGECHANGED ', true],
  ['lead.created', 'lead created', false],
])('%s and "%s" are one event: %s', (one, other, expected) => {
  expect([isSameKey(one, other), isSameKey(other, one)]).toEqual([expected, expected]);
});

test('events of the catalog: no two are one', () => {
  const names = Object.keys(events);
  for (const name of names) expect(names.filter((other) => isSameKey(name, other))).toEqual([name]);
});

const labels = {
  stageId: 'Stage',
  email: 'Email',
  name: 'Company Name',
  'billingAddress.city': 'Billing City',
  'lineItems.price': 'Price',
  cf_company_size: 'Company Size',
};

test.each([
  ['a key at the end', 'Unknown stageId.', 'Unknown Stage.'],
  ['a nested key', 'billingAddress.city: Required', 'Billing City: Required'],
  ['a row by its bracket', 'lineItems[0].price must be a number', 'Price in row 1 must be a number'],
  ['a row by its dot', 'lineItems.11.price must be a number', 'Price in row 12 must be a number'],
  ['a row by its slash', 'body/lineItems/0/price must be number', 'Price in row 1 must be number'],
  ['a nested custom field', 'customFields.company_size: Taken', 'Company Size: Taken'],
  ['another spelling', 'stage_id is invalid', 'Stage is invalid'],
  ['a key in quotes at the start', '"stageId" must be a string', 'Stage must be a string'],
  ['a property in quotes', "Missing property 'email'", 'Missing property Email'],
  ['a word before a colon', 'Bad input, email: Invalid', 'Bad input, Email: Invalid'],
  ['a word at the start', 'name is required for a company', 'Company Name is required for a company'],
  ['a word of a sentence', 'Invalid email address format', 'Invalid email address format'],
  ['a key that every object has', 'constructor: Invalid', 'constructor: Invalid'],
  ['a longer key', 'stageIds and mystageId', 'stageIds and mystageId'],
  ['an address', 'See https://heffl.com/stageId?stageId=1', 'See https://heffl.com/stageId?stageId=1'],
  ['a path', 'No /deals/stageId', 'No /deals/stageId'],
  ['an email address', 'Taken: jane@stageId', 'Taken: jane@stageId'],
  ['curly quotes', 'Unknown value “stageId”', 'Unknown value “stageId”'],
  ['two apostrophes', "Heffl's stageId isn't known", "Heffl's Stage isn't known"],
])('%s: said in the words of the form', (_, message, expected) => {
  expect(inFormWords(message, labels)).toBe(expected);
});

test('65,536 characters of any kind: less than a second of CPU, because the time is linear', () => {
  const parts = ['a', '"', "'", ' “', 'a.', 'a/', 'a[0]', ' a:', 'a@', 'https://', 'stageId ', 'field "'];
  for (const part of parts) {
    const start = process.cpuUsage();
    inFormWords(part.repeat(2 ** 16 / part.length), labels);
    expect([part, process.cpuUsage(start).user < 1_000_000]).toEqual([part, true]);
  }
});
