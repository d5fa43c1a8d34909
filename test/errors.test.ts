import { errorTexts } from '../src/errors.js';
import fc from './support/properties.js';

const examples = Object.entries(errorTexts).map(([name, error]) => [name, error.example()] as const);

test.each(examples)('%s: fits into 250 characters, says what to do, and does not beg', (_, text) => {
  expect(text.length).toBeLessThanOrEqual(250);
  expect(text).not.toContain('…');
  expect(text).toMatch(/^["A-Z0-9].*\.$/);
  expect(text).not.toMatch(/please|!|sorry|oops|undefined|\[object/i);
  expect(text).toMatch(/\. [A-Z]|, such as /);
});

const { refused, missing } = errorTexts;

test('a reason of 500 characters: is cut, and the words around it stay', () => {
  const text = refused({ purpose: 'create the lead', reason: 'word '.repeat(100) });
  expect(text).toMatch(
    /^Heffl could not create the lead: (word )+wo?r?d?…\. Correct this in the step and run it again\.$/,
  );
  expect(text.length).toBeGreaterThan(240);
});

test('two long parts: the longer one is cut first', () => {
  const text = missing({ purpose: 'update the lead', id: 'x'.repeat(60), reason: 'y'.repeat(300) });
  expect(text).toMatch(/"x{60}": y+…\. Choose it from the list, or add a step that finds it first\.$/);
  expect(text.length).toBe(250);
});

test('a cut in the middle of an emoji: leaves no half of it', () => {
  const texts = [0, 1].map((shift) =>
    refused({ purpose: 'x', reason: `${'y'.repeat(shift)}${'😀'.repeat(200)}` }),
  );
  for (const text of texts) expect(text).not.toMatch(/\p{Surrogate}/u);
});

test('any parts: 250 characters at most', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), fc.string({ maxLength: 600 }), (purpose, reason) => {
      expect(refused({ purpose, reason }).length).toBeLessThanOrEqual(250);
    }),
  );
});
