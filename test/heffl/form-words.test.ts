import { inFormWords } from '../../src/heffl/form-words.js';

const labels = {
  stageId: 'Stage',
  email: 'Email',
  name: 'Company Name',
  'billingAddress.city': 'Billing City',
  'lineItems.price': 'Price',
  cf_company_size: 'Company Size',
};

test.each([
  ['a key at the start', 'stageId names no pipeline stage', 'Stage names no pipeline stage'],
  ['a key in the middle', 'The stageId is unknown', 'The Stage is unknown'],
  ['a key at the end', 'Unknown stageId.', 'Unknown Stage.'],
  ['a nested key', 'billingAddress.city: Required', 'Billing City: Required'],
  ['a row by its bracket', 'lineItems[0].price must be a number', 'Price in row 1 must be a number'],
  ['a row by its dot', 'lineItems.11.price must be a number', 'Price in row 12 must be a number'],
  ['a row by its slash', 'body/lineItems/0/price must be number', 'Price in row 1 must be number'],
  ['a custom field', 'cf_company_size is invalid', 'Company Size is invalid'],
  ['a nested custom field', 'customFields.company_size: Taken', 'Company Size: Taken'],
  ['another spelling', 'stage_id is invalid', 'Stage is invalid'],
  ['a key in quotes at the start', '"stageId" must be a string', 'Stage must be a string'],
  ['a property in quotes', "Missing property 'email'", 'Missing property Email'],
  ['a word before a colon', 'Bad input, email: Invalid', 'Bad input, Email: Invalid'],
  ['a word at the start', 'name is required for a company', 'Company Name is required for a company'],
  ['a word of a sentence', 'Invalid email address format', 'Invalid email address format'],
  ['an unknown key', 'templateId names no template', 'templateId names no template'],
  ['a key that every object has', 'constructor: Invalid', 'constructor: Invalid'],
  ['a longer key', 'stageIds and mystageId', 'stageIds and mystageId'],
  ['an address', 'See https://heffl.com/stageId?stageId=1', 'See https://heffl.com/stageId?stageId=1'],
  ['a path', 'No /deals/stageId', 'No /deals/stageId'],
  ['an email address', 'Taken: jane@stageId', 'Taken: jane@stageId'],
  ['double quotes', 'Unknown value "stageId"', 'Unknown value "stageId"'],
  ['single quotes', "Unknown value 'stageId'", "Unknown value 'stageId'"],
  ['curly quotes', 'Unknown value “stageId”', 'Unknown value “stageId”'],
  ['two apostrophes', "Heffl's stageId isn't known", "Heffl's Stage isn't known"],
])('%s', (_, message, expected) => {
  expect(inFormWords(message, labels)).toBe(expected);
});

test('131,072 characters cost less than fifty times what 8,192 cost', () => {
  const parts = ['a', '"', "'", ' “', 'a.', 'a/', 'a[0]', ' a:', 'a@', 'https://', 'stageId ', 'field "'];
  const cost = (length: number): number => {
    const start = performance.now();
    for (const part of parts) inFormWords(part.repeat(length / part.length), labels);
    return performance.now() - start;
  };
  cost(2 ** 13);
  expect(cost(2 ** 17)).toBeLessThan(50 * cost(2 ** 13));
});
