import { fold } from '../../src/heffl/sameness.js';

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
