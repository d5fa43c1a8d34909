import { soak } from './soak.js';

test('after many operations with random faults, Heffl holds exactly what was reported as made', async () => {
  const report = await soak({ operations: 150, seed: 20261123 });

  expect(report).toMatchObject({ operations: 150, lost: [], doubled: [], invented: [], outdated: [] });
  expect(report.faults).toBeGreaterThan(50);
  expect(report.unsure).toBeGreaterThan(0);
  expect(report.records).toBeGreaterThan(30);
}, 30_000);
