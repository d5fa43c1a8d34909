import pc from 'picocolors';
import { z } from 'zod';
import { DEFAULT_BASE_URL } from '../../src/heffl/facts.js';
import { startZapier } from '../../test/support/zapier.js';
import { mustBe, type Teller } from './teller.js';
import { labelOf, zapsOf } from './zaps.js';

const DROPDOWNS = ['lead_stage_list', 'lead_source_list', 'pipeline_list', 'product_list', 'tag_list'];

/** Runs what only reads against a real account: connect, poll, find, dropdowns. Whether every step did its work. */
export const readAccount = async (apiKey: string, teller: Teller): Promise<boolean> => {
  const zapier = await startZapier();
  const zaps = zapsOf(zapier, { api_key: apiKey });
  const address = process.env.HEFFL_BASE_URL ?? DEFAULT_BASE_URL;
  const verbs = () => verbsIn(zapier.logs, address);

  teller.say(pc.bold(pc.cyan('Heffl for Zapier: reading from your Heffl')));
  teller.say(pc.dim(`${address}, with the key in HEFFL_API_KEY\n`));
  try {
    return await teller.play(
      async () => {
        const { step } = teller;
        await step(
          'Check API Key',
          () => zaps.connect(),
          (connection) => `accepted: connection "${connection}"`,
        );
        const leads = await step(
          labelOf('new_lead'),
          () => zaps.poll('new_lead'),
          ({ length }) => `${length} leads on the pages that a poll looks at`,
        );
        const known = leads.find(({ email }) => typeof email === 'string' && email !== '');
        if (!known) teller.skip(labelOf('find_lead'), 'no lead has an email');
        else
          await step(
            labelOf('find_lead'),
            () => zaps.search('find_lead', { search_by: 'email', search_value: known.email }),
            ([found]) => {
              mustBe('The email of the lead found', plain(found?.email), plain(known.email));
              return `the email of lead ${known.id} finds lead ${found?.id ?? ''}`;
            },
          );
        for (const key of DROPDOWNS) {
          await step(
            labelOf(key),
            () => zaps.choices(key),
            (choices) => `${choices.length}: ${shortened(choices.map(({ name }) => name))}`,
          );
        }
        await step(
          'Nothing was written',
          () => Promise.resolve(verbs()),
          (all) => {
            mustBe('The verb of all requests', [...new Set(all)].join(), 'GET');
            return `all ${all.length} requests were GET`;
          },
        );
      },
      ({ steps, seconds }) => [
        `\n${pc.green('✔')} ${pc.bold(`${steps} steps, ${verbs().length} requests to Heffl, ${seconds} s.`)} Nothing was written.`,
        `Next: ${pc.cyan('npm run probe')} asks Heffl what is only inferred; ${pc.cyan('npm start')} without a key plays a sale.`,
      ],
    );
  } finally {
    await zapier.close();
  }
};

const logLine = z.object({ data: z.object({ request_method: z.string(), request_url: z.url() }) });

/** The verb of every request to Heffl, as the core logged it; it logs those to Zapier's own services as well. */
const verbsIn = (logs: readonly string[], heffl: string): string[] =>
  logs.flatMap((line) => {
    const request = logLine.safeParse(JSON.parse(line)).data?.data;
    return request && new URL(request.request_url).origin === new URL(heffl).origin
      ? [request.request_method]
      : [];
  });

const plain = (email: unknown): string => String(email).trim().toLowerCase();

/** The first names that a line has room for. */
const shortened = (names: readonly string[]): string => {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 || shown.length > 50 ? `${shown.slice(0, 50)}…` : shown;
};
