import pc from 'picocolors';
import { z } from 'zod';
import { DEFAULT_BASE_URL } from '../../src/heffl/facts.js';
import { startZapier } from '../../test/support/zapier.js';
import { mustBe, type Teller } from './teller.js';
import { labelOf, zapsOf } from './zaps.js';

const DROPDOWNS = ['lead_stage_list', 'lead_source_list', 'pipeline_list', 'product_list', 'tag_list'];

/** Connects, polls, finds and opens dropdowns in a real account, and writes nothing. Returns whether every step was done. */
export const readAccount = async (apiKey: string, { say, play, step, skip }: Teller): Promise<boolean> => {
  const zapier = await startZapier();
  const zaps = zapsOf(zapier, { api_key: apiKey });
  const address = process.env.HEFFL_BASE_URL ?? DEFAULT_BASE_URL;
  const verbs = (): string[] => verbsIn(zapier.logs, address);
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
        tell(shortened(`${names.length}: ${names.join(', ')}`));
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

const logLine = z.object({ data: z.object({ request_method: z.string(), request_url: z.url() }) });

/** The verb of each request to Heffl in the core's log, which has the requests to Zapier's own services as well. */
const verbsIn = (logs: readonly string[], heffl: string): string[] =>
  logs.flatMap((line) => {
    const request = logLine.safeParse(JSON.parse(line)).data?.data;
    return request && new URL(request.request_url).origin === new URL(heffl).origin
      ? [request.request_method]
      : [];
  });

const comparable = (email: unknown): string => String(email).trim().toLowerCase();

/** At most 43 characters, so that the line fits into 80 columns. */
const shortened = (text: string): string => (text.length > 43 ? `${text.slice(0, 42)}…` : text);
