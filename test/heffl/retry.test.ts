import { FetchError } from 'node-fetch';
import { backoff, brokeOnTheWay, neverArrived } from '../../src/heffl/retry.js';
import fc from '../support/properties.js';

afterEach(() => {
  jest.restoreAllMocks();
});

const failure = (code: string): Error => Object.assign(new Error('It broke.'), { code });

test.each([
  [1, 500],
  [2, 1000],
  [3, 2000],
  [4, 4000],
  [5, 8000],
  [6, 8000],
  [50, 8000],
])('the pause after attempt %i is at most %i ms, spread over all of it', (attempt, longest) => {
  const random = jest.spyOn(Math, 'random');
  const pauses = [0, 0.25, 0.5, 1].map((chance) => {
    random.mockReturnValue(chance);
    return backoff(attempt);
  });
  expect(pauses).toEqual([0, longest / 4, longest / 2, longest]);
});

test('a pause is a whole number of milliseconds, and never negative', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (attempt) => {
      const pause = backoff(attempt);
      expect(Number.isInteger(pause) && pause >= 0 && pause <= 8000).toBe(true);
    }),
  );
});

test('an error of the HTTP client broke on the way, any other did not', () => {
  const aborted = Object.assign(new Error('aborted'), { name: 'AbortError' });
  expect(brokeOnTheWay(new FetchError('socket hang up', 'system'))).toBe(true);
  expect(brokeOnTheWay(aborted)).toBe(true);
  expect(brokeOnTheWay(new TypeError('x is not a function'))).toBe(false);
});

test.each([
  ['ECONNREFUSED', true],
  ['ENOTFOUND', true],
  ['EAI_AGAIN', true],
  ['EHOSTUNREACH', true],
  ['ENETUNREACH', true],
  ['ECONNRESET', false],
  ['ETIMEDOUT', false],
  ['EPIPE', false],
])('with %s the request never arrived: %s', (code, expected) => {
  expect(neverArrived(failure(code))).toBe(expected);
});

test('an error without a code may have come after the request arrived', () => {
  expect(neverArrived(new Error('socket hang up'))).toBe(false);
  expect(neverArrived(Object.assign(new Error('odd'), { code: 7 }))).toBe(false);
  expect(neverArrived({ code: 'ECONNREFUSED' })).toBe(false);
});
