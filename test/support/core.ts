import { createAppTester, version as platformVersion, type ZObject } from 'zapier-platform-core';

/** The `z` of a run in Zapier's own core, with its HTTP client, its errors and a cache in memory: a fresh one for each test. */
export const openCore = () => {
  let z: ZObject;
  // As in the integration itself. Besides, the core's patch of Node's HTTP would outlive a test file, and hide requests from
  // nock in the next one.
  const flags = { throwForThrottlingEarly: false, skipHttpPatch: true };
  beforeEach(() =>
    createAppTester({ version: '1.0.0', platformVersion, flags })((opened: ZObject) => {
      z = opened;
      return {};
    }),
  );
  return {
    get z(): ZObject {
      return z;
    },
  };
};
