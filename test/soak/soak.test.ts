import { soak } from './soak.js';

test('operations with faults, replays and a bad cache: nothing lost, doubled or untrue', async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  const report = await soak({ operations: 30, seed: 20261123, faultPercent: 60, processes: 2 });

  expect(report).toMatchObject({ operations: 30, lost: [], doubled: [], untrue: [] });
  expect(report.faults).toBeGreaterThan(40);
  expect(report.killed).toBeGreaterThan(0);
  expect(report.replays).toBeGreaterThan(5);
  expect(report.unsure).toBeGreaterThan(3);
  expect(report.records).toBeGreaterThan(3);
}, 60_000);
