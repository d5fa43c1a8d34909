/** Thousands of operations against a sandbox that fails at random: `npm run soak -- --operations 5000 --seed 1`. */
import './as-tested.js';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { soak } from '../test/soak/soak.js';
import { orRefuse, wholeNumber } from './refusal.js';

const HELP = `Usage: npm run soak -- [options]

  --operations <number>   how many (5000)
  --seed <number>         repeats a run; its seed is shown in its report
  --help                  this text`;

const options = orRefuse(
  () =>
    parseArgs({
      options: {
        operations: { type: 'string', default: '5000' },
        seed: { type: 'string', default: String(Date.now() % 1e6) },
        help: { type: 'boolean', default: false },
      },
    }).values,
);
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const operations = wholeNumber('operations', options.operations, 1);
const seed = wholeNumber('seed', options.seed);

const start = performance.now();
const report = await soak({
  operations,
  seed,
  onProgress: (done) => {
    if (process.stdout.isTTY && done % 50 === 0)
      process.stdout.write(`\r${done} of ${operations} operations`);
  },
});
if (process.stdout.isTTY) process.stdout.write('\r');

const wrong = {
  lost: report.lost,
  doubled: report.doubled,
  invented: report.invented,
  outdated: report.outdated,
};
console.log(`${pc.bold('Soak')} with seed ${seed}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
console.log(
  `  operations ${report.operations}, faults ${report.faults}, told as errors ${report.errors}, of these unsure ${report.unsure}`,
);
console.log(`  records in Heffl ${report.records}`);
for (const [kind, names] of Object.entries(wrong)) {
  const verdict =
    names.length === 0 ? pc.green('0') : pc.red(`${names.length}: ${names.slice(0, 5).join(', ')}`);
  console.log(`  ${kind} ${verdict}`);
}
process.exit(Object.values(wrong).every((names) => names.length === 0) ? 0 : 1);
