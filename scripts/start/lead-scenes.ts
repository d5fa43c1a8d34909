import { errorTexts } from '../../src/errors.js';
import type { Arrival } from '../../test/support/hook-address.js';
import type { Sale } from './sale.js';
import { mustBe, refusalOf } from './teller.js';
import { type InstantZap, type Item, labelOf, textOf, withName } from './zaps.js';

const LOCAL_MOBILE = '050 765 4321';
const MOBILE = '+971507654321';

/** A lead comes from outside, and is not doubled when it comes again. */
export const takeInLead = async ({ sandbox, zaps, teller: { scene, step } }: Sale): Promise<Item> => {
  scene('A lead comes in from an ad');
  const lead = await step(
    labelOf('create_lead'),
    () =>
      zaps.create('create_lead', {
        name: 'Fatima Al Zaabi',
        mobile: LOCAL_MOBILE,
        source: 'Instagram',
        custom_fields: { Budget: '3k' },
      }),
    (made) => {
      mustBe('The mobile', made.mobile, MOBILE);
      mustBe('The custom field', made.cf_budget, '3k');
      return `${LOCAL_MOBILE} saved as ${MOBILE}`;
    },
  );
  const leads = sandbox.records.count('leads');
  await step(
    'Find or Create Lead',
    () =>
      zaps.findOrCreate(
        'find_lead',
        { search_by: 'mobile', search_value: '00971 50-765-4321' },
        'create_lead',
        {
          name: 'Fatima',
          mobile: MOBILE,
        },
      ),
    (found) => {
      mustBe('The lead found', found.id, lead.id);
      mustBe('The number of leads', sandbox.records.count('leads'), leads);
      return '00971 50-765-4321 found: no second lead';
    },
  );
  await step(
    labelOf('update_lead'),
    () => zaps.create('update_lead', { id: lead.id, value: '2,400', title: 'تنظيف عميق للفيلا' }),
    ({ name, value, title }) => {
      mustBe('The name, which was left alone,', name, lead.name);
      mustBe('The value', value, 2400);
      return `worth ${textOf(value)}, ${textOf(title)}`;
    },
  );
  await step(
    labelOf('new_lead'),
    () => zaps.poll('new_lead'),
    (polled) => {
      mustBe('The newest lead', polled[0]?.id, lead.id);
      return `the newest of ${polled.length} leads is ${textOf(polled[0]?.name)}`;
    },
  );
  return lead;
};

/** An event travels: a change in Heffl, a signed delivery over HTTP, the output of a trigger. */
export const reactAtOnce = async (sale: Sale, lead: Item): Promise<InstantZap> => {
  const {
    sandbox,
    zaps,
    hooks,
    teller: { scene, step },
  } = sale;
  const url = hooks.newUrl();
  scene('Someone moves the lead in Heffl, and a Zap reacts at once');
  const zap = await step(
    `On: ${labelOf('lead_stage_changed')}`,
    () => zaps.switchOn('lead_stage_changed', url),
    ({ id }) => {
      mustBe('The webhook in Heffl', sandbox.records.list('webhooks')[0]?.id, id);
      return `webhook ${id}, with a secret`;
    },
  );
  const { event } = await step(
    labelOf('lead_stage_changed'),
    async () => {
      const contacted = withName(await zaps.choices('lead_stage_list'), 'Contacted');
      sandbox.update('leads', lead.id, { stageId: contacted.id });
      const [event, ...others] = await arrived(sale, url);
      if (!event) throw new Error('Heffl delivered nothing.');
      mustBe('The number of further deliveries', others.length, 0);
      return { event, items: await zap.receive(event) };
    },
    ({ event: { rawRequest }, items: [item] }) => {
      mustBe('The lead of the event', item?.id, lead.id);
      mustBe('Its stage', item?.stage, 'Contacted');
      mustBe('Its ID', typeof rawRequest.headers['Http-Webhook-Id'], 'string');
      return `signed: the Zap gets stage ${textOf(item?.stage)}`;
    },
  );
  const { rawRequest } = event;
  const content = rawRequest.content.replace('Contacted', 'Converted');
  await step(
    'Forged delivery',
    () => refusalOf(zap.receive({ ...event, rawRequest: { ...rawRequest, content } })),
    (why) => {
      mustBe('Why it is refused', why, errorTexts.unsigned());
      return 'refused: its signature is wrong';
    },
  );
  await step(
    'Delivery comes twice',
    () => zap.receive(event),
    ({ length }) => {
      mustBe('What the Zap got', length, 0);
      return 'the Zap does not run again';
    },
  );
  return zap;
};

/** The events that came to the address of a Zap since the last look. */
export const arrived = async ({ sandbox, hooks }: Sale, url: string): Promise<Arrival[]> => {
  await sandbox.settled();
  return hooks.take(url);
};
