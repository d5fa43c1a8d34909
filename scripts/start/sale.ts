import type { Sandbox } from '../../test/sandbox/index.js';
import type { HookAddress } from '../../test/support/hook-address.js';
import { bill, winDeal } from './deal-scenes.js';
import { reactAtOnce, takeInLead } from './lead-scenes.js';
import type { Teller } from './teller.js';
import type { Zaps } from './zaps.js';

export type Sale = {
  readonly sandbox: Sandbox;
  readonly zaps: Zaps;
  /** Where Zapier takes the events for its Zaps. */
  readonly hooks: HookAddress;
  readonly teller: Teller;
};

/** One sale, from the first contact to the invoice. Each step says what came back, after that has been checked. */
export const tellSale = async (sale: Sale): Promise<void> => {
  const { teller, zaps } = sale;
  teller.scene('Connect');
  await teller.step(
    'Check API Key',
    () => zaps.connect(),
    (connection) => `accepted: connection "${connection}"`,
  );
  const lead = await takeInLead(sale);
  const stageZap = await reactAtOnce(sale, lead);
  const { client, wonZap } = await winDeal(sale, lead);
  await bill(sale, { lead, client, zaps: [stageZap, wonZap] });
};
