/** The time in milliseconds. Every wait and every age goes through it, so that tests need not wait. */
export const clock = {
  now: (): number => Date.now(),
  sleep: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
};
