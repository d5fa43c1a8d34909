/** Measures the app beside an empty one on the same core: `npm run bench`. Ends with 1 if a target is missed. */
import './as-tested.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../test/sandbox/index.js';
import { startZapier } from '../test/support/zapier.js';
import { besideEmpty, buildBoth } from './bench/beside-empty.js';
import { longSearch } from './bench/long-search.js';
import { perOperation } from './bench/operations.js';
import { inText, type Table } from './bench/table.js';
import { readOptions, wholeNumber } from './command.js';
import { withBlock } from './docs/markdown.js';
import { root, withFolder } from './package/archive.js';

const options = readOptions(
  `Usage: npm run bench -- [options]

Takes about two minutes.

  --rounds <number>   cold starts of each app (40); judged from 20 on
  --write             puts the tables into docs/bench.md
  --help              this text`,
  { rounds: { type: 'string', default: '40' }, write: { type: 'boolean', default: false } },
);
const rounds = wholeNumber('rounds', options.rounds, 1);

const tables = await withFolder(async (folder): Promise<Table[]> => {
  console.error('Building both apps …');
  const apps = await buildBoth(folder);
  const sandbox = await startSandbox({ rateLimit: false });
  const zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  try {
    return [
      await besideEmpty(apps, sandbox.apiKey, zapier.url, rounds),
      await perOperation(apps.heffl.folder, sandbox, zapier.url),
      await longSearch(),
    ];
  } finally {
    await Promise.all([sandbox.close(), zapier.close()]);
  }
});
const [cpu] = cpus();
const machine = `${availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 1e9)} GB`;
const report = [
  `npm run bench -- --rounds ${rounds}, on ${new Date().toISOString().slice(0, 10)}`,
  `Node.js ${process.versions.node}, ${machine}`,
  ...tables.map((table) => `\n${inText(table)}`),
].join('\n');
console.log(report);
if (options.write) {
  const file = join(root, 'docs/bench.md');
  writeFileSync(file, withBlock(readFileSync(file, 'utf8'), 'bench', `\`\`\`text\n${report}\n\`\`\``));
}
const missed = tables.flatMap(({ rows }) => rows).filter(({ isMet }) => isMet === false);
if (missed.length > 0) console.error(`Missed: ${missed.map(({ cells }) => cells[0]).join('; ')}`);
process.exitCode = missed.length > 0 ? 1 : 0;
