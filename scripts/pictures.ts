/** Takes the pictures of the docs in a headless browser: `npm run pictures`. */
import './as-tested.js';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { samples } from '../preview/page/samples.js';
import { servePage } from '../preview/server.js';
import { type Filled, openWorkspace } from '../preview/workspace.js';
import { executablePath, launchBrowser } from '../test/preview/browser.js';
import { readOptions } from './command.js';

readOptions(
  `Usage: npm run pictures

Takes the pictures in docs/ anew. Needs Chromium, or the browser that CHROME
names.

  --help   this text`,
  {},
);

const { 'Facebook lead': ad, 'WhatsApp message': message, 'Sheet row': row, Booking: booking } = samples;

/** The pictures of docs/users/recipes.md: the file, the step, and what its form is filled with. */
const recipes: readonly (readonly [string, Filled])[] = [
  ['ad', { family: 'creates', key: 'create_or_update_lead', input: { search_by: 'email', ...ad } }],
  ['message', { family: 'searchOrCreates', key: 'find_lead', input: message }],
  ['row', { family: 'creates', key: 'create_or_update_client', input: { search_by: 'email', ...row } }],
  [
    'deal',
    {
      family: 'creates',
      key: 'create_deal',
      input: {
        title: 'Villa deep cleaning',
        pipelineId: 'Sales Pipeline',
        stageId: 'New Enquiry',
        clientId: 'clt_kf12oj',
        leadId: 'ld_kf12oj',
        price: '2500',
      },
    },
  ],
  [
    'invoice',
    {
      family: 'creates',
      key: 'create_invoice',
      input: {
        clientId: 'clt_kf12oj',
        date: 'today',
        dueDate: 'in 30 days',
        lineItems: [{ name: 'Villa deep cleaning', quantity: '1', price: '2500' }],
      },
    },
  ],
  ['quotation', { family: 'triggers', key: 'quotation_accepted', input: { include_client: 'yes' } }],
  [
    'payment',
    {
      family: 'searches',
      key: 'find_deal',
      input: { search_by: 'clientId', search_value: 'clt_kf12oj', statuses: ['ACTIVE'] },
    },
  ],
  [
    'booking',
    {
      family: 'creates',
      key: 'create_task',
      input: { ...booking, entity: 'leads', entityId: 'ld_kf12oj' },
    },
  ],
];
/** A picture shows the upper part of a long form. */
const MOST_HEIGHT = 900;

const docs = resolve(import.meta.dirname, '../docs');
for (const folder of ['users/pictures', 'pictures']) mkdirSync(join(docs, folder), { recursive: true });
console.log(`Pictures by ${executablePath}`);
const workspace = await openWorkspace();
const url = await servePage(workspace, 0);
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const open = async (filled: Filled) => {
  await page.goto('about:blank');
  await page.goto(`${url}#${encodeURIComponent(JSON.stringify(filled))}`);
  await page.locator('form').waitFor();
};

for (const [file, filled] of recipes) {
  await open(filled);
  const box = await page.locator('form').boundingBox();
  if (!box) throw new Error(`${filled.key} has no form.`);
  const clip = { ...box, height: Math.min(box.height, MOST_HEIGHT) };
  await page.screenshot({ path: join(docs, `users/pictures/${file}.png`), clip, fullPage: true });
}

await open({ family: 'creates', key: 'create_lead', input: ad });
await page.getByRole('button', { name: 'Test', exact: true }).click();
await page.getByText('Requests to Heffl').waitFor();
await page.screenshot({ path: join(docs, 'pictures/preview.png') });

const said = execFileSync('npm', ['start', '--silent'], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
});
await page.setContent(
  '<pre style="display: inline-block; margin: 0; padding: 16px; font: 13px/1.4 monospace; background: #1d2433; color: #e8ecf5"></pre>',
);
await page.locator('pre').evaluate((element, text) => {
  element.textContent = text;
}, said);
await page.locator('pre').screenshot({ path: join(docs, 'pictures/start.png') });

await browser.close();
await workspace.close();
process.exit();
