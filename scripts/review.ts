/** Fills a scratch workspace for Zapier's review over the API, and takes the records away again: `npm run review -- --help`. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { z } from 'zod';
import { errorTexts } from '../src/errors.js';
import { safeBaseUrl } from '../src/heffl/base-url.js';
import { DEFAULT_BASE_URL, GONE } from '../src/heffl/facts.js';
import { textOf } from '../src/heffl/json.js';
import { pathOf, pipelinesWithStages, stagesIn } from '../test/contract/answers.js';
import { openLive } from '../test/contract/live.js';
import { clients, leads } from '../test/sandbox/seed/customers.js';
import { readOptions, refuse } from './command.js';

const { fill, clear } = readOptions(
  `Usage: npm run review -- --fill | --clear

Needs HEFFL_API_KEY, of a workspace without real customers.

  --fill    creates the records that docs/review.md needs, and remembers
            them in .review.json
  --clear   deletes the records that --fill created
  --help    this text

HEFFL_BASE_URL moves the API to another address.`,
  { fill: { type: 'boolean', default: false }, clear: { type: 'boolean', default: false } },
);
if (fill === clear) refuse('Choose --fill or --clear. See --help.');
const key = process.env.HEFFL_API_KEY?.trim();
if (!key) refuse('There is no key. Set HEFFL_API_KEY to that of a scratch workspace.');
const url = safeBaseUrl() ?? refuse(errorTexts.badBaseUrl({ address: DEFAULT_BASE_URL }));

const file = resolve('.review.json');
const made = z.object({ collection: z.enum(['leads', 'clients', 'deals', 'tasks']), id: z.string() });
type Made = z.output<typeof made>;
const kept = z.array(made).parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
const heffl = openLive(url, key ?? '', (seconds, why) => {
  console.log(pc.dim(`Waits ${seconds} s ${why}.`));
});

/** Without custom fields and tags, which a scratch workspace does not have. */
const plain = (record: object) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith('cf_') && name !== 'tags'));

/** Creates records one after the other; their IDs. */
const create = async (collection: Made['collection'], all: readonly object[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const fields of all) {
    const reply = await heffl.send('POST', pathOf(collection), plain(fields));
    const id = textOf(reply.record?.id);
    if (!reply.isOk || id === undefined)
      return refuse(`${collection}: ${reply.words}. ${kept.length} records are there.`);
    ids.push(id);
    kept.push({ collection, id });
    writeFileSync(file, JSON.stringify(kept));
    console.log(`${pc.green('✔')} ${collection} ${id}`);
  }
  return ids;
};

if (fill) {
  if (kept.length > 0)
    refuse(`${kept.length} records are there already. Take them away first: npm run review -- --clear`);
  const [pipeline] = await pipelinesWithStages(heffl);
  const [stage] = stagesIn(pipeline);
  const stageId =
    textOf(stage?.id) ?? refuse('The workspace has no pipeline with a stage. Make one in Heffl.');
  const [clientId] = await create('clients', clients);
  const [entityId] = await create('leads', leads);
  const deal = { pipelineId: String(pipeline.id), stageId, clientId, price: 9250 };
  const task = { type: 'todo', entity: 'leads', entityId };
  await create('deals', [
    { ...deal, title: 'Termite treatment, Marina Plaza' },
    { ...deal, title: 'Annual AC maintenance' },
  ]);
  await create('tasks', [
    { ...task, title: 'Call about the quotation' },
    { ...task, title: 'Visit the villa' },
  ]);
  console.log(`${kept.length} records are in Heffl. Afterwards: npm run review -- --clear`);
} else {
  const left: Made[] = [];
  // The newest first: a deal goes before its client.
  for (const { collection, id } of kept.reverse()) {
    const reply = await heffl.send('DELETE', pathOf(collection, id));
    if (reply.isOk || GONE.includes(reply.status)) console.log(`${pc.green('✔')} ${collection} ${id}`);
    else {
      left.unshift({ collection, id });
      console.error(`${pc.red('✘')} ${collection} ${id}: ${reply.words}`);
    }
  }
  if (left.length > 0) writeFileSync(file, JSON.stringify(left));
  else rmSync(file, { force: true });
  if (left.length > 0) refuse(`${left.length} records are left. Try again, or delete them in Heffl.`);
}
