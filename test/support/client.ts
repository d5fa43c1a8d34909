import nock from 'nock';
import { connect, type Heffl } from '../../src/heffl/client.js';
import { openCore } from './core.js';
import { stopClock } from './stopped-clock.js';

export const HEFFL = 'https://api.heffl.com';
export const KEY = 'heffl_user_abc';

/**
 * The client of the Heffl API in Zapier's core, with a clock that stands still. Nothing in this file reaches a network, but for this
 * machine: nock answers for Heffl. Each test has to use up every answer that it prepared.
 */
export const openClient = () => {
  const core = openCore();
  let time: ReturnType<typeof stopClock>;
  beforeAll(() => {
    nock.disableNetConnect();
    nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:|$)/);
  });
  beforeEach(() => {
    time = stopClock();
  });
  afterEach(() => {
    delete process.env.HEFFL_BASE_URL;
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unused).toEqual([]);
  });
  afterAll(() => {
    nock.restore();
  });
  return {
    get z() {
      return core.z;
    },
    get time() {
      return time;
    },
    /** A client, as a run opens it. */
    open: (api_key = KEY): Heffl => connect(core.z, { authData: { api_key } }),
  };
};
