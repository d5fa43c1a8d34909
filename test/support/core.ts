import { createAppTester, version as platformVersion, type ZObject } from 'zapier-platform-core';

/** The `z` of a run in Zapier's own core, with its HTTP client, its errors and a cache in memory. A fresh one at each call. */
export const openZ = (): Promise<ZObject> =>
  new Promise((resolve, reject) => {
    // As in the integration itself. Besides, the core's patch of Node's HTTP would outlive a test file, and hide requests from
    // nock in the next one.
    const flags = { throwForThrottlingEarly: false, skipHttpPatch: true };
    createAppTester({ version: '1.0.0', platformVersion, flags })((z: ZObject) => {
      resolve(z);
      return {};
    }).catch(reject);
  });
