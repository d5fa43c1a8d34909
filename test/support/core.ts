import { createAppTester, version as platformVersion, type ZObject } from 'zapier-platform-core';

/** Runs functions of the integration's inside, as Zapier's own core runs a step: with its HTTP client and its errors. */
const openCore = () =>
  createAppTester({
    version: '1.0.0',
    platformVersion,
    // As in the integration itself. Besides, the core's patch of Node's HTTP would outlive a test file, and hide
    // requests from nock in the next one.
    flags: { throwForThrottlingEarly: false, skipHttpPatch: true },
  });

/** The `z` of such a run, with a cache in memory. A fresh one at each call. */
export const openZ = (): Promise<ZObject> =>
  new Promise((resolve, reject) => {
    openCore()((z: ZObject) => {
      resolve(z);
      return {};
    }).catch(reject);
  });
