import pc from 'picocolors';
import { version } from 'zapier-platform-core';
import { type Sandbox, startSandbox } from '../../test/sandbox/index.js';
import { startHookAddress } from '../../test/support/hook-address.js';
import { startZapier } from '../../test/support/zapier.js';
import { tellSale } from './sale.js';
import type { Teller } from './teller.js';
import { zapsOf } from './zaps.js';

/**
 * Plays one sale from the first contact to the invoice against an embedded Heffl; whether every step did its work.
 *
 * @param prepare changes the embedded Heffl before the first step
 */
export const playSale = async (
  teller: Teller,
  prepare: (sandbox: Sandbox) => void = () => undefined,
): Promise<boolean> => {
  const sandbox = await startSandbox();
  const zapier = await startZapier();
  const hooks = await startHookAddress();
  prepare(sandbox);
  process.env.HEFFL_BASE_URL = sandbox.url;
  const zaps = zapsOf(zapier, { api_key: sandbox.apiKey, default_country: 'AE' });

  teller.say(pc.bold(pc.cyan('Heffl for Zapier: one sale, from the first contact to the invoice')));
  teller.say(pc.dim(`Zapier's core ${version}, an embedded Heffl at ${sandbox.url}\n`));
  try {
    return await teller.play(
      () => tellSale({ sandbox, zaps, hooks, teller }),
      ({ steps, seconds }) => [
        `\n${pc.green('✔')} ${pc.bold(`${steps} steps, ${sandbox.requests.length} requests to Heffl, ${seconds} s.`)} Nothing left this machine.`,
        `Next: ${pc.cyan('npm test')} checks everything.`,
        `      ${pc.cyan('HEFFL_API_KEY=… npm start')} reads from your own Heffl.`,
      ],
    );
  } finally {
    await sandbox.close();
    await hooks.close();
    await zapier.close();
  }
};
