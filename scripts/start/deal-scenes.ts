import { arrived } from './lead-scenes.js';
import type { Sale } from './sale.js';
import { mustBe } from './teller.js';
import { type InstantZap, type Item, labelOf, textOf, withName } from './zaps.js';

const STAGES = ['Site Visit', 'Quotation Sent', 'Won'];

/** The lead becomes a client with a deal, which moves through its stages until it is won. */
export const winDeal = async (sale: Sale, lead: Item): Promise<{ client: Item; wonZap: InstantZap }> => {
  const {
    zaps,
    hooks,
    teller: { scene, step },
  } = sale;
  const url = hooks.newUrl();
  scene('The lead becomes a client with a deal, and the deal is won');
  const client = await step(
    labelOf('create_client'),
    () =>
      zaps.create('create_client', {
        type: 'contact',
        firstName: 'Fatima',
        lastName: 'Al Zaabi',
        phone: lead.mobile,
        billingAddress__city: 'Dubai',
      }),
    ({ name, number }) => {
      mustBe('The name', name, lead.name);
      return `${textOf(name)} is client ${textOf(number)}`;
    },
  );
  const wonZap = await step(
    `On: ${labelOf('deal_won')}`,
    () => zaps.switchOn('deal_won', url),
    ({ id }) => `webhook ${id}`,
  );
  const { deal, stages } = await step(
    labelOf('create_deal'),
    async () => {
      const pipeline = withName(await zaps.choices('pipeline_list'), 'Sales Pipeline');
      const stages = await zaps.choices('pipeline_stage_list', { pipelineId: pipeline.id });
      const deal = await zaps.create('create_deal', {
        title: 'Villa deep cleaning',
        clientId: client.id,
        pipelineId: pipeline.id,
        stageId: withName(stages, 'New Enquiry').id,
        leadId: lead.id,
        price: 2400,
      });
      return { deal, stages };
    },
    ({ deal: { number, clientId, stage, pipeline } }) => {
      mustBe('The client of the deal', clientId, client.id);
      return `${textOf(number)} in ${textOf(pipeline)}, ${textOf(stage)}`;
    },
  );
  await step(
    `${labelOf('update_deal')}, ${STAGES.length} times`,
    async () => {
      const moved: Item[] = [];
      for (const stage of STAGES)
        moved.push(await zaps.create('update_deal', { id: deal.id, stageId: withName(stages, stage).id }));
      return moved;
    },
    (moved) => {
      mustBe('The stages', moved.map(({ stage }) => stage).join(), STAGES.join());
      mustBe('The status', moved.at(-1)?.status, 'WON');
      return moved.map(({ stage }) => textOf(stage)).join(' → ');
    },
  );
  await step(
    labelOf('deal_won'),
    async () => {
      const events = await arrived(sale, url);
      const items: Item[] = [];
      for (const event of events) items.push(...(await wonZap.receive(event)));
      return { events, items };
    },
    ({ events, items }) => {
      mustBe('How often the Zap runs', items.length, 1);
      mustBe('The deal that it got', items[0]?.id, deal.id);
      return `${events.length} deliveries, one run of the Zap`;
    },
  );
  return { client, wonZap };
};

type Bill = { readonly lead: Item; readonly client: Item; readonly zaps: readonly InstantZap[] };

/** What is left to do after a sale: a task, an invoice, and the Zaps switched off. */
export const bill = async ({ sandbox, zaps, teller: { scene, step } }: Sale, to: Bill): Promise<void> => {
  const today = new Date().toISOString().slice(0, 10);
  scene('The work is planned and billed');
  await step(
    labelOf('create_task'),
    () =>
      zaps.create('create_task', {
        title: 'Call about the date of the visit',
        type: 'call',
        dueDate: today,
        entity: 'leads',
        entityId: to.lead.id,
      }),
    ({ number, status, entity, entityId }) => {
      mustBe('What the task is linked to', `${textOf(entity)} ${textOf(entityId)}`, `leads ${to.lead.id}`);
      return `${textOf(number)} is ${textOf(status)}, for ${textOf(to.lead.name)}`;
    },
  );
  await step(
    labelOf('create_invoice'),
    () =>
      zaps.create('create_invoice', {
        clientId: to.client.id,
        date: today,
        dueDate: today,
        lineItems: [
          { name: 'Deep cleaning', quantity: '2', price: '987.50' },
          { name: 'Water tank cleaning', quantity: '1', price: '425' },
        ],
      }),
    ({ number, lineItems, currency, total }) => {
      mustBe('The total', total, 2400);
      const lines = Array.isArray(lineItems) ? lineItems.length : 0;
      mustBe('The number of line items', lines, 2);
      return `${textOf(number)} with ${lines} line items: ${textOf(currency)} ${textOf(total)}`;
    },
  );
  await step(
    'Off: both Zaps',
    () => Promise.all(to.zaps.map((zap) => zap.switchOff())),
    () => {
      mustBe('The number of webhooks', sandbox.records.count('webhooks'), 0);
      return 'Heffl has no webhook left';
    },
  );
};
