import { errorTexts, fitted } from '../src/errors.js';
import fc from './support/properties.js';

const KEY_PAGE = 'https://app.heffl.com/settings/developers';
/** The longest of their kind that the integration has: that of an API Request, whose path is cut off at 60 characters. */
const TO_DO = `carry out DELETE ${'/leads/'.padEnd(60, 'x')}`;
const NOUN = 'lead source';
const WHY = 'Invalid email address format';
const LABEL = 'Billing Address: Street, Building and Flat';
const VALUE = 'a value that a user typed into the field';

/** Every text, with arguments as long as they may well be. */
const examples: Record<keyof typeof errorTexts, string> = {
  badKey: errorTexts.badKey(KEY_PAGE),
  expiredKey: errorTexts.expiredKey(),
  notAllowed: fitted(WHY, (why) => errorTexts.notAllowed(TO_DO, why)),
  noWebhooks: errorTexts.noWebhooks('Quotation Status Changed', 'New Client (Polling)'),
  badBaseUrl: errorTexts.badBaseUrl('https://api.heffl.com/api/v1'),
  refused: errorTexts.refused(TO_DO, WHY),
  missing: errorTexts.missing(TO_DO, 'lead_123e4567-e89b-12d3-a456-426614174000', WHY),
  duplicate: errorTexts.duplicate(TO_DO, WHY),
  conflict: errorTexts.conflict(TO_DO, WHY),
  inUse: errorTexts.inUse(TO_DO, WHY),
  notAnId: errorTexts.notAnId('..'),
  nothingToUpdate: errorTexts.nothingToUpdate(NOUN),
  fillAndClear: errorTexts.fillAndClear(LABEL),
  notClearable: errorTexts.notClearable(LABEL),
  notANumber: errorTexts.notANumber(LABEL, VALUE),
  notAWholeNumber: errorTexts.notAWholeNumber(LABEL, '1234567.891'),
  notADate: errorTexts.notADate(LABEL, VALUE),
  unnamedField: errorTexts.unnamedField(VALUE),
  notYesOrNo: errorTexts.notYesOrNo(LABEL, VALUE),
  required: errorTexts.required(LABEL),
  nothingToFind: errorTexts.nothingToFind(),
  cannotSearchBy: errorTexts.cannotSearchBy(LABEL),
  secondSearchWithoutField: errorTexts.secondSearchWithoutField(),
  notAMethod: errorTexts.notAMethod(LABEL),
  badPath: errorTexts.badPath(),
  badQuery: errorTexts.badQuery(),
  badJson: errorTexts.badJson(),
  busy: errorTexts.busy(60, 90),
  stillSearching: errorTexts.stillSearching(NOUN, 1_000_000, 90),
  tooManyToSearch: errorTexts.tooManyToSearch(NOUN, 1_000_000),
  down: errorTexts.down(TO_DO, 503),
  unreachable: errorTexts.unreachable(TO_DO),
  maybeDone: errorTexts.maybeDone(TO_DO, NOUN),
  maybeChanged: errorTexts.maybeChanged(TO_DO, WHY),
  unexpected: errorTexts.unexpected(TO_DO, WHY),
  redirected: errorTexts.redirected(TO_DO),
  unsigned: errorTexts.unsigned(),
  notAnEvent: errorTexts.notAnEvent(),
};

test.each(Object.entries(examples))(
  '%s can be read in full, and says what to do without begging',
  (_, text) => {
    expect(text.length).toBeLessThanOrEqual(250);
    expect(text).toMatch(/^["A-Z0-9].*\.$/);
    expect(text).not.toMatch(/please|!|sorry|oops|undefined|\[object/i);
    expect(text).toMatch(/\. [A-Z]|, such as /);
  },
);

test('a part that fits stays as it is', () => {
  expect(fitted('short', (part) => `It is ${part}.`)).toBe('It is short.');
});

test('a part that does not fit is shortened, and the words around it stay', () => {
  const text = fitted('word '.repeat(100), (part) => `It is "${part}". Do something.`);
  expect(text).toMatch(/^It is "(word )+wo?r?d?…". Do something\.$/);
  expect(text.length).toBeGreaterThan(240);
});

test('no text is ever longer than Zapier shows, whatever was put into it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), fc.string({ maxLength: 300 }), (part, around) => {
      expect(fitted(part, (fitting) => `${around}${fitting}`).length).toBeLessThanOrEqual(250);
    }),
  );
});

test('a shortened part is always the beginning of the part', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 251, maxLength: 600 }), (part) => {
      const kept = fitted(part, (fitting) => `<${fitting}>`).slice(1, -1);
      expect(kept.endsWith('…')).toBe(true);
      expect(part.startsWith(kept.slice(0, -1))).toBe(true);
    }),
  );
});
