import type { PublishedApp, Step } from '../../test/publishing/published-app.js';
import { table } from './markdown.js';

/** The changes in Heffl that fire every trigger, in an order in which one change fires many. */
const changes: readonly (readonly [change: string, ...triggers: string[]])[] = [
  ['Add a lead.', 'lead_created', 'new_lead', 'webhook_event'],
  ['Move that lead to another stage.', 'lead_stage_changed', 'lead_updated'],
  ['Delete that lead.', 'lead_deleted'],
  ['Add a client.', 'client_created', 'new_client'],
  ['Change the phone of that client.', 'client_updated'],
  ['Delete that client.', 'client_deleted'],
  ['Add two deals.', 'deal_created', 'new_deal'],
  ['Move the first deal to Won.', 'deal_won', 'deal_stage_changed', 'deal_updated'],
  ['Move the second deal to Lost.', 'deal_lost'],
  ['Delete both deals.', 'deal_deleted'],
  ['Add an invoice.', 'invoice_created'],
  ['Send that invoice.', 'invoice_sent', 'invoice_status_changed', 'invoice_updated'],
  ['Record a payment of the whole invoice.', 'invoice_paid'],
  ['Delete that invoice.', 'invoice_deleted'],
  ['Add two quotations.', 'quotation_created'],
  ['Accept the first quotation.', 'quotation_accepted', 'quotation_status_changed', 'quotation_updated'],
  ['Reject the second quotation.', 'quotation_rejected'],
  ['Delete both quotations.', 'quotation_deleted'],
  ['Fill in one of your forms.', 'form_response_created'],
  ['Add a task.', 'new_task'],
  ['Add a product.', 'new_product'],
];

/**
 * Every visible trigger, by the change that fires it.
 *
 * @throws Error if a visible trigger has no change
 */
export const reviewTriggers = ({ steps }: PublishedApp): string => {
  const shown = steps.filter(({ family, display }) => family === 'triggers' && !display.hidden);
  const fired = changes.flatMap(([, ...keys]) => keys);
  const without = shown.filter(({ key }) => !fired.includes(key)).map(({ key }) => key);
  if (without.length > 0)
    throw new Error(`scripts/docs/review.ts has no change that fires ${without.join(', ')}.`);
  return table(
    ['Change in Heffl', 'Zaps that it fires, each with any action of another app'],
    changes.map(([change, ...keys]) => [
      change,
      keys.map((key) => shown.find((step) => step.key === key)?.display.label ?? `(${key})`).join(', '),
    ]),
  );
};

/** Every visible action and search, with what has to be filled in. They run when the lead of the first table is added. */
export const reviewSteps = ({ steps, searchOrCreates }: PublishedApp): string => {
  const rowsOf = (step: Step): string[][] => {
    const pair = step.family === 'searches' ? searchOrCreates[step.key] : undefined;
    const create = steps.find(({ key }) => key === pair?.create);
    const row = [step.display.label, requiredOf(step)];
    return pair && create ? [row, [pair.display.label, `${requiredOf(step)}; ${requiredOf(create)}`]] : [row];
  };
  const shown = steps.filter(({ family, display }) => family !== 'triggers' && !display.hidden);
  return table(['Step after New Lead', 'Fill in'], shown.flatMap(rowsOf));
};

const requiredOf = ({ states: [opened = []] }: Step): string => {
  const labels = opened.filter(({ required }) => required).map(({ key, label = key }) => label);
  return [...new Set(labels)].join(', ') || 'one field';
};
