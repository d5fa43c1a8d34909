/** Takes the pictures of the docs in a headless browser: `npm run pictures`. */
import './as-tested.js';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { executablePath, launchBrowser } from '../test/preview/browser.js';
import { readOptions } from './command.js';
import { servePage } from './preview/server.js';
import { openWorkspace } from './preview/workspace.js';

readOptions(
  `Usage: npm run pictures

Takes the pictures in docs/ anew. Needs Chromium, or the browser that CHROME
names.

  --help   this text`,
  {},
);

/** The pictures of docs/users/recipes.md: the file, the step, and the sample that fills its form. */
const recipes = [
  ['ad', 'Create or Update Lead', 'Facebook lead'],
  ['message', 'Find or Create Lead', 'WhatsApp message'],
  ['row', 'Create or Update Client', 'Sheet row'],
  ['deal', 'Create Deal', 'Sheet row'],
  ['invoice', 'Create Invoice', 'Payment'],
  ['quotation', 'Quotation Accepted', 'Empty'],
  ['payment', 'Find Deal', 'Sheet row'],
  ['booking', 'Create Task', 'Booking'],
] as const;
/** A picture shows the upper part of a long form. */
const MOST_HEIGHT = 900;

const docs = resolve(import.meta.dirname, '../docs');
for (const folder of ['users/pictures', 'pictures']) mkdirSync(join(docs, folder), { recursive: true });
console.log(`Pictures by ${executablePath}`);
const workspace = await openWorkspace();
const url = await servePage(workspace, 0);
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const open = async (step: string, sample: string) => {
  await page.goto(url);
  await page.getByLabel('Search steps').fill(step);
  const name = new RegExp(`^${step}( Instant)?$`);
  await page.getByRole('navigation').getByRole('button', { name }).click();
  await page.getByRole('button', { name: sample, exact: true }).click();
};

for (const [file, step, sample] of recipes) {
  await open(step, sample);
  const box = await page.locator('form').boundingBox();
  if (!box) throw new Error(`${step} has no form.`);
  const clip = { ...box, height: Math.min(box.height, MOST_HEIGHT) };
  await page.screenshot({ path: join(docs, `users/pictures/${file}.png`), clip, fullPage: true });
}

await open('Create Lead', 'Facebook lead');
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
