import { clock } from '../../src/heffl/clock.js';

/** Stops the integration's clock for one test. It only moves by what the code sleeps, which takes no time, and by `pass`. */
export const stopClock = (at = '2026-11-23T10:00:00.000Z') => {
  let now = Date.parse(at);
  const sleeps: number[] = [];
  jest.spyOn(clock, 'now').mockImplementation(() => now);
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => {
    sleeps.push(ms);
    now += ms;
    return Promise.resolve();
  });
  return {
    /** Every sleep so far, in milliseconds. */
    sleeps,
    pass: (ms: number): void => {
      now += ms;
    },
  };
};
