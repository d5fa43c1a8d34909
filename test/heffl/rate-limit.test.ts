import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import fc from '../support/properties.js';

const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const EPOCH = NOW / 1000;

const SECOND = 1000;

test.each([
  ['no header at all', {}, undefined],
  ['Retry-After in seconds', { 'retry-after': '7' }, 7 * SECOND],
  ['Retry-After with a fraction', { 'retry-after': '1.5' }, 1.5 * SECOND],
  ['Retry-After with spaces around', { 'retry-after': ' 7 ' }, 7 * SECOND],
  ['Retry-After of zero', { 'retry-after': '0' }, 0],
  ['Retry-After as an HTTP date', { 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, 30 * SECOND],
  ['Retry-After as a date gone by', { 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
  ['RateLimit-Reset in seconds', { 'ratelimit-reset': '42' }, 42 * SECOND],
  ['RateLimit-Reset in seconds since 1970', { 'ratelimit-reset': String(EPOCH + 42) }, 42 * SECOND],
  ['RateLimit-Reset in milliseconds since 1970', { 'ratelimit-reset': String(NOW + 4200) }, 4200],
  ['RateLimit-Reset as a moment gone by', { 'ratelimit-reset': String(EPOCH - 42) }, 0],
  ['X-RateLimit-Reset in seconds', { 'x-ratelimit-reset': '9' }, 9 * SECOND],
  ['X-RateLimit-Reset in seconds since 1970', { 'x-ratelimit-reset': String(EPOCH + 9) }, 9 * SECOND],
  ['RateLimit in its older form', { ratelimit: 'limit=60, remaining=0, reset=12' }, 12 * SECOND],
  ['RateLimit in its newer form', { ratelimit: '"default";r=0;t=12' }, 12 * SECOND],
  ['RateLimit with spaces', { ratelimit: 'limit = 60, remaining = 0, reset = 12' }, 12 * SECOND],
  ['RateLimit with t in front', { ratelimit: 't=12;r=0' }, 12 * SECOND],
  ['RateLimit without a reset', { ratelimit: 'limit=60, remaining=0' }, undefined],
  ['Retry-After before all others', { 'retry-after': '1', 'ratelimit-reset': '2', ratelimit: 't=3' }, SECOND],
  ['RateLimit-Reset before RateLimit', { 'ratelimit-reset': '2', ratelimit: 't=3' }, 2 * SECOND],
  ['the next header if one is empty', { 'retry-after': '', 'ratelimit-reset': '2' }, 2 * SECOND],
  ['the next header if one cannot be read', { 'retry-after': '-5', 'ratelimit-reset': '2' }, 2 * SECOND],
  ['a negative number', { 'retry-after': '-5' }, undefined],
  ['words', { 'retry-after': 'in a while' }, undefined],
  ['a number that no wait can be', { 'retry-after': '9'.repeat(400) }, undefined],
])('%s', (_, headers, expected) => {
  expect(waitAsked(new Headers(headers), NOW)).toBe(expected);
});

test('a moment counts from the clock of whoever sent it', () => {
  const headers = new Headers({ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' });
  expect(waitAsked(headers, NOW + 20 * SECOND)).toBe(10 * SECOND);
});

test.each([
  ['Mon, 23 Nov 2026 10:00:00 GMT', NOW],
  ['yesterday', undefined],
  ['', undefined],
])('an answer with the Date "%s" was given at %s', (date, expected) => {
  expect(answeredAt({ get: (name) => (name === 'date' ? date : null) })).toBe(expected);
});

test('an answer without a Date does not say when it was given', () => {
  expect(answeredAt(new Headers())).toBeUndefined();
});

const anyValue = fc.oneof(
  fc.string(),
  fc.integer().map(String),
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.integer().map((reset) => `limit=60, remaining=0, reset=${reset}`),
  fc.nat().map((t) => `"default";r=0;t=${t}`),
);
const names = ['retry-after', 'ratelimit-reset', 'x-ratelimit-reset', 'ratelimit'];

test('no header, whatever it holds, asks for a wait that is negative or no number', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), anyValue), fc.nat(4e12), (headers, now) => {
      const wait = waitAsked({ get: (name) => headers[name] ?? null }, now);
      expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('any number of seconds below 2001 is that wait, by each header', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(999_999_999), (name, seconds) => {
      const value = name === 'ratelimit' ? `t=${seconds}` : String(seconds);
      expect(waitAsked(new Headers({ [name]: value }), NOW)).toBe(seconds * SECOND);
    }),
  );
});

test('any moment to come is the same wait in seconds and in milliseconds since 1970', () => {
  fc.assert(
    fc.property(fc.constantFrom('retry-after', 'ratelimit-reset'), fc.nat(86_400), (name, seconds) => {
      const inSeconds = waitAsked(new Headers({ [name]: String(EPOCH + seconds) }), NOW);
      const inMilliseconds = waitAsked(new Headers({ [name]: String(NOW + seconds * SECOND) }), NOW);
      expect([inSeconds, inMilliseconds]).toEqual([seconds * SECOND, seconds * SECOND]);
    }),
  );
});
