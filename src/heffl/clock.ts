/** Time in milliseconds, as the integration sees it: in one place, so that a test moves it instead of waiting. */
export const clock = {
  now: (): number => Date.now(),
  sleep: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
};
