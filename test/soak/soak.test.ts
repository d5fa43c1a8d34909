import { soak } from './soak.js';

test('operations with faults, replays and a bad cache: nothing lost, doubled or untrue', async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  const report = await soak({ operations: 150, seed: 20261123, faultPercent: 40 });

  expect(report).toMatchObject({ operations: 150, lost: [], doubled: [], untrue: [] });
  expect(report.faults).toBeGreaterThan(100);
  expect(report.killed).toBeGreaterThan(2);
  expect(report.replays).toBeGreaterThan(20);
  expect(report.unsure).toBeGreaterThan(10);
  expect(report.records).toBeGreaterThan(10);
}, 60_000);
