import pc from 'picocolors';
import { version } from 'zapier-platform-core';
import { z } from 'zod';
import { errorTexts } from '../../src/errors.js';
import { DEFAULT_BASE_URL } from '../../src/heffl/facts.js';
import { type Sandbox, startSandbox } from '../../test/sandbox/index.js';
import { startHookAddress } from '../../test/support/hook-address.js';
import { startZapier } from '../../test/support/zapier.js';
import { mustBe, refusalOf, type Teller } from './teller.js';
import { idOf, type Item, labelOf, zapsOf } from './zaps.js';

const LOCAL_MOBILE = '050 765 4321';
const MOBILE = '+971507654321';
const DEAL_STAGES = ['Site Visit', 'Quotation Sent', 'Won'];

/**
 * Plays one sale, from the first contact to the invoice, against the sandbox. Each step checks what came back before it
 * tells of it. Returns whether every step was done.
 *
 * @param prepare changes the sandbox before the first step
 */
export const playSale = async (
  { say, play, step }: Teller,
  prepare: (sandbox: Sandbox) => void = () => undefined,
): Promise<boolean> => {
  const sandbox = await startSandbox();
  const zapier = await startZapier();
  const hooks = await startHookAddress();
  prepare(sandbox);
  process.env.HEFFL_BASE_URL = sandbox.url;
  const zaps = zapsOf(zapier, { api_key: sandbox.apiKey, default_country: 'AE' });
  /** What Heffl has delivered to the address of a Zap since this was last asked. */
  const deliveries = async (url: string) => {
    await sandbox.settled();
    return hooks.take(url);
  };
  say(pc.bold(pc.cyan('Heffl for Zapier: one sale, from the first contact to the invoice')));
  say(pc.dim(`Zapier's core ${version}, an embedded Heffl at ${sandbox.url}\n`));

  const sale = async (): Promise<void> => {
    say(pc.bold('Connect'));
    await step('Check API Key', async (tell) => {
      tell(`accepted: connection "${await zaps.connect()}"`);
    });

    say(pc.bold('A lead comes in from an ad'));
    const lead = await step(labelOf('create_lead'), async (tell) => {
      const lead = await zaps.create('create_lead', {
        name: 'Fatima Al Zaabi',
        mobile: LOCAL_MOBILE,
        source: 'Instagram',
        custom_fields: { Budget: 'AED 3,000' },
      });
      mustBe('The mobile', lead.mobile, MOBILE);
      mustBe('The custom field', lead.cf_budget, 3000);
      tell(`${LOCAL_MOBILE} saved as ${MOBILE}`);
      return lead;
    });
    await step('Find or Create Lead', async (tell) => {
      const sought = '00971 50-765-4321';
      const [found] = await zaps.search('find_lead', { search_by: 'mobile', search_value: sought });
      // Zapier runs the create only if the search finds nothing.
      mustBe('The lead found', found?.id, lead.id);
      tell(`${sought} found: no second lead`);
    });
    await step(labelOf('update_lead'), async (tell) => {
      const title = 'تنظيف عميق للفيلا';
      const updated = await zaps.create('update_lead', { id: lead.id, value: '2,400', title });
      mustBe('The name, which was left alone,', updated.name, lead.name);
      mustBe('The title', updated.title, title);
      mustBe('The value', updated.value, 2400);
      tell(`worth 2400, ${title}`);
    });
    await step(labelOf('new_lead'), async (tell) => {
      const polled = await zaps.poll('new_lead');
      mustBe('The newest lead', polled[0]?.id, lead.id);
      tell(`the newest of ${polled.length} leads is ${String(polled[0]?.name)}`);
    });

    say(pc.bold('Someone moves the lead in Heffl, and a Zap reacts at once'));
    const leadUrl = hooks.newUrl();
    const stageZap = await step(`On: ${labelOf('lead_stage_changed')}`, async (tell) => {
      const zap = await zaps.switchOn('lead_stage_changed', leadUrl);
      mustBe('The webhook in Heffl', sandbox.records.list('webhooks')[0]?.id, zap.id);
      tell(`webhook ${zap.id}, with a secret`);
      return zap;
    });
    const delivery = await step(labelOf('lead_stage_changed'), async (tell) => {
      const stageId = idOf(await zaps.choices('lead_stage_list'), 'Contacted');
      sandbox.update('leads', lead.id, { stageId });
      const [delivery, ...others] = await deliveries(leadUrl);
      if (!delivery) throw new Error('Heffl delivered nothing.');
      mustBe('The number of further deliveries', others.length, 0);
      mustBe('Its ID', typeof delivery.rawRequest.headers['Http-Webhook-Id'], 'string');
      const [item] = await stageZap.receive(delivery);
      mustBe('The lead of the event', item?.id, lead.id);
      mustBe('Its stage', item?.stage, 'Contacted');
      tell('signed: the Zap gets stage Contacted');
      return delivery;
    });
    await step('Forged delivery', async (tell) => {
      const content = delivery.rawRequest.content.replace('Contacted', 'Converted');
      const forged = { ...delivery, rawRequest: { ...delivery.rawRequest, content } };
      mustBe('Why it is refused', await refusalOf(stageZap.receive(forged)), errorTexts.unsigned());
      tell('refused: its signature is wrong');
    });
    await step('Delivery comes twice', async (tell) => {
      mustBe('What the Zap got', (await stageZap.receive(delivery)).length, 0);
      tell('the Zap does not run again');
    });

    say(pc.bold('The lead becomes a client with a deal, and the deal is won'));
    const client = await step(labelOf('create_client'), async (tell) => {
      const client = await zaps.create('create_client', {
        type: 'contact',
        firstName: 'Fatima',
        lastName: 'Al Zaabi',
        phone: lead.mobile,
        billingAddress__city: 'Dubai',
      });
      mustBe('The name', client.name, lead.name);
      tell(`${String(client.name)} is client ${String(client.number)}`);
      return client;
    });
    const dealUrl = hooks.newUrl();
    const wonZap = await step(`On: ${labelOf('deal_won')}`, async (tell) => {
      const zap = await zaps.switchOn('deal_won', dealUrl);
      tell(`webhook ${zap.id}`);
      return zap;
    });
    const { deal, stages } = await step(labelOf('create_deal'), async (tell) => {
      const pipelineId = idOf(await zaps.choices('pipeline_list'), 'Sales Pipeline');
      const stages = await zaps.choices('pipeline_stage_list', { pipelineId });
      const deal = await zaps.create('create_deal', {
        title: 'Villa deep cleaning',
        clientId: client.id,
        pipelineId,
        stageId: idOf(stages, 'New Enquiry'),
        leadId: lead.id,
        price: 2400,
      });
      mustBe('The client of the deal', deal.clientId, client.id);
      tell(`${String(deal.number)} in ${String(deal.pipeline)}, ${String(deal.stage)}`);
      return { deal, stages };
    });
    await step(`${labelOf('update_deal')}, ${DEAL_STAGES.length} times`, async (tell) => {
      const moved: Item[] = [];
      for (const stage of DEAL_STAGES)
        moved.push(await zaps.create('update_deal', { id: deal.id, stageId: idOf(stages, stage) }));
      mustBe('The stages', moved.map(({ stage }) => stage).join(' → '), DEAL_STAGES.join(' → '));
      mustBe('The status', moved.at(-1)?.status, 'WON');
      tell(DEAL_STAGES.join(' → '));
    });
    await step(labelOf('deal_won'), async (tell) => {
      const sent = await deliveries(dealUrl);
      const items: Item[] = [];
      for (const delivery of sent) items.push(...(await wonZap.receive(delivery)));
      mustBe('How often the Zap runs', items.length, 1);
      mustBe('The deal that it got', items[0]?.id, deal.id);
      tell(`${sent.length} deliveries, one run of the Zap`);
    });

    say(pc.bold('The work is planned and billed'));
    const today = new Date().toISOString().slice(0, 10);
    await step(labelOf('create_task'), async (tell) => {
      const task = await zaps.create('create_task', {
        title: 'Call about the date of the visit',
        type: 'call',
        dueDate: today,
        entity: 'leads',
        entityId: lead.id,
      });
      const link = `${String(task.entity)} ${String(task.entityId)}`;
      mustBe('What the task is linked to', link, `leads ${lead.id}`);
      tell(`${String(task.number)} is ${String(task.status)}, for ${String(lead.name)}`);
    });
    await step(labelOf('create_invoice'), async (tell) => {
      const invoice = await zaps.create('create_invoice', {
        clientId: client.id,
        date: today,
        dueDate: today,
        lineItems: [
          { name: 'Deep cleaning', quantity: '2', price: '987.50' },
          { name: 'Water tank cleaning', quantity: '1', price: '425' },
        ],
      });
      const lines = Array.isArray(invoice.lineItems) ? invoice.lineItems.length : 0;
      mustBe('The number of line items', lines, 2);
      mustBe('The total', invoice.total, 2400);
      tell(`${String(invoice.number)} with ${lines} line items: ${String(invoice.currency)} 2400`);
    });
    await step('Off: both Zaps', async (tell) => {
      await Promise.all([stageZap.switchOff(), wonZap.switchOff()]);
      mustBe('The number of webhooks', sandbox.records.count('webhooks'), 0);
      tell('Heffl has no webhook left');
    });
  };

  try {
    return await play(sale, () => sandbox.requests.length);
  } finally {
    await Promise.all([sandbox.close(), hooks.close(), zapier.close()]);
  }
};

const DROPDOWNS = ['lead_stage_list', 'lead_source_list', 'pipeline_list', 'product_list', 'tag_list'];
/** The longest text that fits into a line of 80 columns. */
const MOST_TOLD = 43;

const logLine = z.object({ data: z.object({ request_method: z.string(), request_url: z.url() }) });
const comparable = (email: unknown): string => String(email).trim().toLowerCase();

/** Connects, polls, finds and opens dropdowns in a real account, and writes nothing. Returns whether every step was done. */
export const readAccount = async (apiKey: string, { say, play, step, skip }: Teller): Promise<boolean> => {
  const zapier = await startZapier();
  const zaps = zapsOf(zapier, { api_key: apiKey });
  const address = process.env.HEFFL_BASE_URL ?? DEFAULT_BASE_URL;
  /** The verb of each request to Heffl. The core's log has the requests to Zapier's own services as well. */
  const verbs = (): string[] =>
    zapier.logs
      .map((line) => logLine.safeParse(JSON.parse(line)).data?.data)
      .filter((request) => request && new URL(request.request_url).origin === new URL(address).origin)
      .map((request) => request?.request_method ?? '');
  say(pc.bold(pc.cyan('Heffl for Zapier: reading from your Heffl')));
  say(pc.dim(`${address}, with the key in HEFFL_API_KEY\n`));

  const read = async (): Promise<void> => {
    await step('Check API Key', async (tell) => {
      tell(`accepted: connection "${await zaps.connect()}"`);
    });
    const leads = await step(labelOf('new_lead'), async (tell) => {
      const leads = await zaps.poll('new_lead');
      tell(`${leads.length} leads on the pages that a poll reads`);
      return leads;
    });
    const known = leads.find(({ email }) => typeof email === 'string' && email !== '');
    if (!known) skip(labelOf('find_lead'), 'no lead has an email');
    else
      await step(labelOf('find_lead'), async (tell) => {
        const [found] = await zaps.search('find_lead', { search_by: 'email', search_value: known.email });
        mustBe('The email of the lead found', comparable(found?.email), comparable(known.email));
        tell(`finds ${found?.id ?? ''} by the email of ${known.id}`);
      });
    for (const key of DROPDOWNS)
      await step(labelOf(key), async (tell) => {
        const names = (await zaps.choices(key)).map(({ name }) => name);
        const text = `${names.length}: ${names.join(', ')}`;
        tell(text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD - 1)}…` : text);
      });
    await step('Nothing was written', (tell) => {
      mustBe('The verb of all requests', [...new Set(verbs())].join(), 'GET');
      tell(`all ${verbs().length} requests were GET`);
      return Promise.resolve();
    });
  };

  try {
    return await play(read, () => verbs().length);
  } finally {
    await zapier.close();
  }
};
