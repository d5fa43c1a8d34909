/** Runs thousands of operations against a sandbox that fails at random: `npm run soak`. Ends with 1 if one went wrong. */
import './as-tested.js';
import pc from 'picocolors';
import { soak } from '../test/soak/soak.js';
import { readOptions, showProgress, wholeNumber } from './command.js';

const options = readOptions(
  `Usage: npm run soak -- [options]

Takes about four minutes.

  --operations <number>   how many (5000)
  --seed <number>         repeats the run that showed this seed
  --help                  this text`,
  {
    operations: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
);
const operations = wholeNumber('operations', options.operations, 1);
const seed = wholeNumber('seed', options.seed);

const start = performance.now();
const onProgress = (done: number): void => {
  showProgress('Operations', done, operations);
};
const { lost, doubled, untrue, ...report } = await soak({ operations, seed, onProgress });
const wrong = Object.entries({ lost, doubled, untrue });

console.log(`${pc.bold('Soak')} with seed ${seed}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
console.log(`  ${report.operations} operations, ${report.faults} faults, ${report.records} records in Heffl`);
console.log(`  ${report.killed} killed processes, ${report.replays} replays, ${report.unsure} unsure writes`);
for (const [kind, names] of wrong) {
  const color = names.length === 0 ? pc.green : pc.red;
  console.log(color(`  ${[`${kind} ${names.length}`, ...names.slice(0, 5)].join(', ')}`));
}
process.exit(wrong.every(([, names]) => names.length === 0) ? 0 : 1);
