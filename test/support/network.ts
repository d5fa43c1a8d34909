import nock from 'nock';

/**
 * Nothing in this file reaches a network, but for this machine: nock answers for Heffl. Each test has to use up every
 * answer that it prepared.
 */
export const closeNetwork = (): void => {
  beforeAll(() => {
    nock.disableNetConnect();
    nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:|$)/);
  });
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unused).toEqual([]);
  });
  afterAll(() => {
    nock.restore();
  });
};
