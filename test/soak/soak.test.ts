import { soak } from './soak.js';

// Each process costs a second of CPU. `npm run soak` kills more of them.
test('operations with faults, replays and a bad cache: nothing lost, doubled or untrue', async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  const report = await soak({ operations: 16, seed: 20261123, faultPercent: 60, processes: 2 });

  expect(report).toMatchObject({ operations: 16, lost: [], doubled: [], untrue: [] });
  expect(report.faults).toBeGreaterThan(20);
  expect(report.killed).toBeGreaterThan(0);
  expect(report.replays).toBeGreaterThan(1);
  expect(report.unsure).toBeGreaterThan(0);
  expect(report.records).toBeGreaterThan(1);
}, 60_000);
