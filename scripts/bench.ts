/** Measures the integration beside an empty app on the same core: `npm run bench`. Ends with 1 where a target is missed. */
import './as-tested.js';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { startSandbox } from '../test/sandbox/index.js';
import { startZapier } from '../test/support/zapier.js';
import { againstEmpty } from './bench/against-empty.js';
import { buildAll } from './bench/archives.js';
import { longSearch } from './bench/long-search.js';
import { perOperation } from './bench/operations.js';
import { inMarkdown, inTerminal } from './bench/report.js';
import { readOptions, wholeNumber } from './command.js';
import { withFolder } from './package/archive.js';

const options = readOptions(
  `Usage: npm run bench -- [options]

  --rounds <number>   cold starts of each app (40)
  --markdown          tables that the README can hold
  --help              this text`,
  { rounds: { type: 'string', default: '40' }, markdown: { type: 'boolean', default: false } },
);
const rounds = wholeNumber('rounds', options.rounds, 1);
console.error('Measuring, which takes a minute or two …');

const machine = `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 1e9)} GB`;

const reports = await withFolder(async (folder) => {
  const sandbox = await startSandbox({ rateLimit: false });
  const zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  try {
    const apps = await buildAll(folder);
    return [
      await againstEmpty({ ...apps, sandbox, zapier: zapier.url, rounds }),
      await perOperation({ heffl: apps.heffl, sandbox, zapier: zapier.url }),
      await longSearch(),
    ];
  } finally {
    await sandbox.close();
    await zapier.close();
  }
});

console.log(options.markdown ? `Measured on ${machine}.\n` : machine);
for (const report of reports) console.log(`${(options.markdown ? inMarkdown : inTerminal)(report)}\n`);
const missed = reports.flatMap(({ rows }) => rows).filter(({ isMet }) => isMet === false);
if (missed.length > 0) console.error(`Missed: ${missed.map(({ cells }) => cells[0]).join('; ')}`);
process.exitCode = missed.length > 0 ? 1 : 0;
