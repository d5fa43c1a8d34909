import pc from 'picocolors';
import { version } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { type Sandbox, startSandbox } from '../../test/sandbox/index.js';
import { type Arrival, type HookAddress, startHookAddress } from '../../test/support/hook-address.js';
import { startZapier } from '../../test/support/zapier.js';
import { mustBe, refusalOf, type Teller } from './teller.js';
import { idOf, type InstantZap, type Item, labelOf, type Zaps, zapsOf } from './zaps.js';

type Sale = Pick<Teller, 'scene' | 'step'> & {
  readonly sandbox: Sandbox;
  readonly zaps: Zaps;
  /** Where Zapier receives deliveries for its Zaps. */
  readonly hooks: HookAddress;
};

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
  { say, play, scene, step }: Teller,
  prepare: (sandbox: Sandbox) => void = () => undefined,
): Promise<boolean> => {
  const sandbox = await startSandbox();
  const zapier = await startZapier();
  const hooks = await startHookAddress();
  prepare(sandbox);
  process.env.HEFFL_BASE_URL = sandbox.url;
  const zaps = zapsOf(zapier, { api_key: sandbox.apiKey, default_country: 'AE' });
  const sale = { sandbox, zaps, hooks, scene, step };
  say(pc.bold(pc.cyan('Heffl for Zapier: one sale, from the first contact to the invoice')));
  say(pc.dim(`Zapier's core ${version}, an embedded Heffl at ${sandbox.url}\n`));
  try {
    return await play(
      async () => {
        scene('Connect');
        await step('Check API Key', async (tell) => {
          tell(`accepted: connection "${await zaps.connect()}"`);
        });
        const lead = await takeInLead(sale);
        const stageZap = await reactAtOnce(sale, lead);
        const client = await makeClient(sale, lead);
        const wonZap = await winDeal(sale, lead, client);
        await planAndBill(sale, lead, client);
        await step('Off: both Zaps', async (tell) => {
          await Promise.all([stageZap.switchOff(), wonZap.switchOff()]);
          mustBe('The number of webhooks', sandbox.records.count('webhooks'), 0);
          tell('Heffl has no webhook left');
        });
      },
      () => sandbox.requests.length,
    );
  } finally {
    await sandbox.close();
    await hooks.close();
    await zapier.close();
  }
};

/** A lead comes in once, and is found instead of created again. */
const takeInLead = async ({ zaps, scene, step }: Sale): Promise<Item> => {
  scene('A lead comes in from an ad');
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
  return lead;
};

/** A change in Heffl becomes a signed delivery over HTTP, and that the output of a trigger. */
const reactAtOnce = async (sale: Sale, lead: Item): Promise<InstantZap> => {
  const { sandbox, zaps, hooks, scene, step } = sale;
  const url = hooks.newUrl();
  scene('Someone moves the lead in Heffl, and a Zap reacts at once');
  const zap = await step(`On: ${labelOf('lead_stage_changed')}`, async (tell) => {
    const zap = await zaps.switchOn('lead_stage_changed', url);
    mustBe('The webhook in Heffl', sandbox.records.list('webhooks')[0]?.id, zap.id);
    tell(`webhook ${zap.id}, with a secret`);
    return zap;
  });
  const delivery = await step(labelOf('lead_stage_changed'), async (tell) => {
    const stageId = idOf(await zaps.choices('lead_stage_list'), 'Contacted');
    sandbox.update('leads', lead.id, { stageId });
    const [delivery, ...others] = await deliveries(sale, url);
    if (!delivery) throw new Error('Heffl delivered nothing.');
    mustBe('The number of further deliveries', others.length, 0);
    mustBe('Its ID', typeof delivery.rawRequest.headers['Http-Webhook-Id'], 'string');
    const [item] = await zap.receive(delivery);
    mustBe('The lead of the event', item?.id, lead.id);
    mustBe('Its stage', item?.stage, 'Contacted');
    tell('signed: the Zap gets stage Contacted');
    return delivery;
  });
  await step('Forged delivery', async (tell) => {
    const content = delivery.rawRequest.content.replace('Contacted', 'Converted');
    const forged = { ...delivery, rawRequest: { ...delivery.rawRequest, content } };
    mustBe('Why it is refused', await refusalOf(zap.receive(forged)), errorTexts.unsigned());
    tell('refused: its signature is wrong');
  });
  await step('Delivery comes twice', async (tell) => {
    mustBe('What the Zap got', (await zap.receive(delivery)).length, 0);
    tell('the Zap does not run again');
  });
  return zap;
};

const makeClient = async ({ zaps, scene, step }: Sale, lead: Item): Promise<Item> => {
  scene('The lead becomes a client with a deal, and the deal is won');
  return step(labelOf('create_client'), async (tell) => {
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
};

/** A deal moves from stage to stage until it is won. */
const winDeal = async (sale: Sale, lead: Item, client: Item): Promise<InstantZap> => {
  const { zaps, hooks, step } = sale;
  const url = hooks.newUrl();
  const zap = await step(`On: ${labelOf('deal_won')}`, async (tell) => {
    const zap = await zaps.switchOn('deal_won', url);
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
    const sent = await deliveries(sale, url);
    const items: Item[] = [];
    for (const delivery of sent) items.push(...(await zap.receive(delivery)));
    mustBe('How often the Zap runs', items.length, 1);
    mustBe('The deal that it got', items[0]?.id, deal.id);
    tell(`${sent.length} deliveries, one run of the Zap`);
  });
  return zap;
};

const planAndBill = async ({ zaps, scene, step }: Sale, lead: Item, client: Item): Promise<void> => {
  const today = new Date().toISOString().slice(0, 10);
  scene('The work is planned and billed');
  await step(labelOf('create_task'), async (tell) => {
    const task = await zaps.create('create_task', {
      title: 'Call about the date of the visit',
      type: 'call',
      dueDate: today,
      entity: 'leads',
      entityId: lead.id,
    });
    mustBe(
      'What the task is linked to',
      `${String(task.entity)} ${String(task.entityId)}`,
      `leads ${lead.id}`,
    );
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
};

/** What Heffl has delivered to the address of a Zap since this was last asked. */
const deliveries = async ({ sandbox, hooks }: Sale, url: string): Promise<Arrival[]> => {
  await sandbox.settled();
  return hooks.take(url);
};
