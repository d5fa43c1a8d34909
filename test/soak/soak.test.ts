import { soak } from './soak.js';

test('operations with faults, replays and a bad cache: nothing lost, doubled or untrue', async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  const report = await soak({ operations: 90, seed: 20261123, faultPercent: 60, processes: 2 });

  expect(report).toMatchObject({ operations: 90, lost: [], doubled: [], untrue: [] });
  expect(report.faults).toBeGreaterThan(50);
  expect(report.killed).toBeGreaterThan(0);
  expect(report.replays).toBeGreaterThan(10);
  expect(report.unsure).toBeGreaterThan(5);
  expect(report.records).toBeGreaterThan(5);
}, 60_000);
