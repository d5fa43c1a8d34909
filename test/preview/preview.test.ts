import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import keysJson from '../publishing/keys.json' with { type: 'json' };
import { commandOf } from '../support/command.js';
import { executablePath, launchBrowser } from './browser.js';

const hasBrowser = existsSync(executablePath);
if (!hasBrowser)
  console.warn(`Not tested: the preview. There is no ${executablePath}: install chromium, or set CHROME.`);

// A browser beside a busy suite may be slow.
jest.setTimeout(60_000);

(hasBrowser ? describe : describe.skip)('npm run preview', () => {
  const preview = commandOf('preview');
  let server: ReturnType<typeof preview.start>;
  let browser: Browser;
  let url: string;
  let page: Page;

  beforeAll(async () => {
    server = preview.start(['--port', '0']);
    browser = await launchBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    url = await server.said(/http:\S+/);
  }, 60_000);

  afterAll(async () => {
    server.kill('SIGKILL');
    await browser.close();
  });

  beforeEach(async () => {
    await page.setViewportSize({ width: 1400, height: 900 });
    await page.goto(url);
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const open = async (step: string) => {
    await page.getByLabel('Search steps').fill(step);
    const name = new RegExp(`^${step}( Instant)?$`);
    await page.getByRole('navigation').getByRole('button', { name }).click();
    await page.getByRole('heading', { name: step }).waitFor();
  };
  const result = () => page.getByLabel('Result', { exact: true });
  const output = (label: string) => {
    const header = page.getByRole('rowheader', { name: label, exact: true });
    return result().locator('tr', { has: header }).first().locator('td');
  };

  test('Create Lead: asks for a name; filled with a pill, shows record, request and lead in Heffl', async () => {
    await open('Create Lead');
    await press('Test');
    expect(await result().getByRole('alert').textContent()).toBe('Zapier asks for: Name.');
    expect(await result().getByText('Requests to Heffl: 0').count()).toBe(1);
    await press('Facebook lead');
    await page.locator('#website').pressSequentially('alnoor.ae');
    await press('Test');
    expect(await output('Mobile').textContent()).toBe('+971501234567');
    expect(await output('Second Mobile').textContent()).toBe('empty');
    await result().getByText('POST /leads').click();
    expect(JSON.parse((await result().locator('pre').first().textContent()) ?? '')).toEqual({
      name: 'Fatima Hassan',
      email: 'fatima.hassan@example.com',
      mobile: '+971501234567',
      title: 'Villa deep cleaning',
      website: 'alnoor.ae',
      source: 'Facebook',
    });
    await result()
      .getByText(/\d+ of 60 in the last minute/)
      .waitFor();
    await page.getByLabel('Delete Fatima Hassan').waitFor();
    expect(await page.getByRole('navigation').getByText('✔').count()).toBe(1);
  });

  test('Lead Stage Changed, switched on: a moved lead arrives signed; again and forged do not pass', async () => {
    await open('Lead Stage Changed');
    await press('Switch on');
    await page.getByText('The Zap is on.').waitFor();
    await page.getByLabel('Jane Smith: stage').selectOption('Working');
    expect(await output('Name').textContent()).toBe('Jane Smith');
    expect(await output('Stage').textContent()).toBe('Working');
    await result().getByText('The signed delivery').click();
    expect(await result().locator('pre').first().textContent()).toContain('"Http-Webhook-Signature": "v1,');
    await press('Again');
    await result().getByText('Not passed on to the Zap.').waitFor();
    await press('Forged');
    expect(await result().getByRole('alert').textContent()).toMatch(/signature/i);
    await press('Switch off');
    await page.getByText('The Zap is on.').waitFor({ state: 'detached' });
  });

  test('Find or Create Client, twice: created, then found', async () => {
    await open('Find or Create Client');
    await page.locator('#search_value').fill('new@example.com');
    await page.locator('#name').fill('New LLC');
    await page.locator('#email').fill('new@example.com');
    await press('Test');
    await result().getByText('Nothing was found, so it was created.').waitFor();
    await press('Test');
    await result().getByText('Found. Nothing was created.').waitFor();
  });

  test('a dropdown shows names, opens the next one, and takes a mapped value instead', async () => {
    const chosen = (hasText: string) =>
      page.getByLabel('Stage: choose').locator('option:checked', { hasText }).waitFor({ state: 'attached' });
    await open('Create Deal');
    await page.getByText('fill in pipelineId first').waitFor();
    await press('Pipeline: open the list');
    await page.getByLabel('Pipeline: choose').selectOption('Annual Contracts');
    await press('Stage: open the list');
    await page.getByLabel('Stage: choose').selectOption({ index: 2 });
    await chosen('Contract Sent');
    await page.locator('#stageId').fill('Renewal Due');
    await chosen('your own');
  });

  test('what goes wrong in Heffl: the error, and what Zapier does next', async () => {
    await open('Create Task');
    await press('Booking');
    for (const [fault, next] of [
      ['busy', /ThrottledError. Zapier runs the step again by itself in about \d+ seconds/],
      ['down', /may exist.*Zapier (halts|marks)/],
      ['cut', /may exist.*Zapier (halts|marks)/],
    ] as const) {
      await page.getByLabel('What goes wrong in Heffl').selectOption(fault);
      await press('Test');
      expect(await result().getByRole('alert').textContent()).toMatch(next);
      await page.getByLabel('What goes wrong in Heffl').selectOption('none');
      await press('Test');
      expect(await output('Title').textContent()).toBe('Site visit: Omar Khan');
    }
  });

  test('the time zone of the user: 9am in Auckland is the evening before in UTC', async () => {
    await page.getByLabel('Time zone of the user').selectOption('Pacific/Auckland');
    await open('Create Task');
    await page.locator('#title').fill('Call');
    await page.locator('#dueDate').fill('2026-12-03 9:00');
    await press('Test');
    expect(await output('Due Date').textContent()).toMatch(/^2026-12-02T20:00/);
  });

  test('a link restores the form; the invoke line means the same to a shell', async () => {
    await open('Create Lead');
    await page.locator('#name').fill(`O'Neil "Bob" $HOME`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await press('Copy as invoke');
    const line = await page.getByLabel('Copied').textContent();
    const shell = spawnSync('sh', ['-c', `npm() { printf '%s\\n' "$8"; }; ${line ?? ''}`]);
    expect(JSON.parse(String(shell.stdout))).toEqual({ name: `O'Neil "Bob" $HOME` });
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    expect(await page.locator('#name').inputValue()).toBe(`O'Neil "Bob" $HOME`);
  });

  test('keyboard only: search, open, fill in, run', async () => {
    const { keyboard } = page;
    const tabTo = async (target: Locator) => {
      const isFocused = () => target.evaluate((element) => element === document.activeElement);
      for (let tabs = 0; tabs < 40 && !(await isFocused()); tabs += 1) await keyboard.press('Tab');
    };
    const enter = async (name: string | RegExp) => {
      await tabTo(page.getByRole('button', { name }));
      await keyboard.press('Enter');
    };
    await tabTo(page.getByLabel('Search steps'));
    await keyboard.type('task');
    await page.getByRole('button', { name: /^Create Lead/ }).waitFor({ state: 'detached' });
    await enter(/^Create Task/);
    await enter('Booking');
    await enter('Test');
    expect(await output('Title').textContent()).toBe('Site visit: Omar Khan');
  });

  test('375 pixels: nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    await open('Create Invoice');
    await press('Payment');
    await press('Test');
    await result().getByRole('alert').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(await result().evaluate((shown) => shown.getBoundingClientRect().top)).toBeLessThan(800);
  });

  test('--export: one file, which opens offline and holds all steps', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heffl-preview-'));
    const file = join(folder, 'forms.html');
    const steps = Object.keys(keysJson.keys).flatMap(
      (path) => /^(?!authentication)\w+\.(\w+)$/.exec(path)?.[1] ?? [],
    );
    const { stdout } = await preview.run(['--export', file]);
    expect(stdout).toContain(`${steps.length} steps`);
    const requests: string[] = [];
    await page.goto('about:blank');
    page.on('request', (request) => requests.push(request.url()));
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('summary > code').allTextContents()).toEqual(steps);
    expect(requests.filter((one) => !one.startsWith('file:') && !one.startsWith('data:'))).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
