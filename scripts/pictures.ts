/** Takes the pictures of the docs in a headless browser: `npm run pictures`. */
import './as-tested.js';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { samples } from '../preview/page/samples.js';
import { servePage } from '../preview/server.js';
import { type Filled, openWorkspace } from '../preview/workspace.js';
import { executablePath, launchBrowser } from '../test/preview/browser.js';
import { takeNoOptions } from './command.js';

takeNoOptions(`Usage: npm run pictures

Takes the pictures in docs/ anew. Needs Chromium, or the browser that CHROME
names.

  --help   this text`);

const { 'Facebook lead': ad, 'WhatsApp message': message, 'Sheet row': row, Booking: booking } = samples;

const sale = {
  title: 'Villa deep cleaning',
  pipelineId: 'Sales Pipeline',
  stageId: 'New Enquiry',
  clientId: 'clt_kf12oj',
  leadId: 'ld_kf12oj',
  price: '2500',
};
const lineItems = [{ name: 'Villa deep cleaning', quantity: '1', price: '2500' }];
const invoice = { clientId: 'clt_kf12oj', date: 'today', dueDate: 'in 30 days', lineItems };
const payment = { search_by: 'clientId', search_value: 'clt_kf12oj', statuses: ['ACTIVE'] };
const visit = { ...booking, entity: 'leads', entityId: 'ld_kf12oj' };

/** The pictures of docs/users/recipes.md: the file, the step, and what its form is filled with. */
const recipes: readonly (readonly [string, Filled['family'], string, Filled['input']])[] = [
  ['ad', 'creates', 'create_or_update_lead', { search_by: 'email', ...ad }],
  ['message', 'searchOrCreates', 'find_lead', message],
  ['row', 'creates', 'create_or_update_client', { search_by: 'email', ...row }],
  ['deal', 'creates', 'create_deal', sale],
  ['invoice', 'creates', 'create_invoice', invoice],
  ['quotation', 'triggers', 'quotation_accepted', { include_client: 'yes' }],
  ['payment', 'searches', 'find_deal', payment],
  ['booking', 'creates', 'create_task', visit],
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
const open = async (family: Filled['family'], key: string, input: Filled['input']) => {
  await page.goto('about:blank');
  await page.goto(`${url}#${encodeURIComponent(JSON.stringify({ family, key, input }))}`);
  await page.locator('form').waitFor();
};

for (const [file, ...filled] of recipes) {
  await open(...filled);
  const box = await page.locator('form').boundingBox();
  if (!box) throw new Error(`${file} has no form.`);
  const clip = { ...box, height: Math.min(box.height, MOST_HEIGHT) };
  await page.screenshot({ path: join(docs, `users/pictures/${file}.png`), clip, fullPage: true });
}

await open('creates', 'create_lead', ad);
await page.getByRole('button', { name: 'Test', exact: true }).click();
await page.getByText('Requests to Heffl').waitFor();
await page.screenshot({ path: join(docs, 'pictures/preview.png') });

const said = execFileSync('npm', ['start', '--silent'], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
});
const style = 'display: inline-block; margin: 0; padding: 16px; background: #1d2433; color: #e8ecf5';
await page.setContent(`<pre style="${style}; font: 13px/1.4 monospace"></pre>`);
await page.locator('pre').evaluate((element, text) => {
  element.textContent = text;
}, said);
await page.locator('pre').screenshot({ path: join(docs, 'pictures/start.png') });

await browser.close();
await workspace.close();
process.exit();
