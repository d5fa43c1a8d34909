import { defineApp, version as platformVersion } from 'zapier-platform-core';
import packageJson from './package.json' with { type: 'json' };
import { authentication } from './src/authentication.js';
import { withConstantParts } from './src/constant-parts.js';
import { KEY_HEADER } from './src/heffl/facts.js';
import { any } from './src/resources/any/steps.js';
import { clients } from './src/resources/clients/steps.js';
import { contacts } from './src/resources/contacts/steps.js';
import { deals } from './src/resources/deals/steps.js';
import { forms } from './src/resources/forms/steps.js';
import { invoices } from './src/resources/invoices/steps.js';
import { leads } from './src/resources/leads/steps.js';
import { pipelines } from './src/resources/pipelines/steps.js';
import { products } from './src/resources/products/steps.js';
import { quotations } from './src/resources/quotations/steps.js';
import { reference } from './src/resources/reference/steps.js';
import type { Resource } from './src/resources/resource.js';
import { tasks } from './src/resources/tasks/steps.js';

const resources: readonly Resource[] = [
  leads,
  clients,
  deals,
  tasks,
  invoices,
  quotations,
  forms,
  contacts,
  products,
  pipelines,
  reference,
  any,
];

const byKey = <Step extends { readonly key: string }>(steps: readonly Step[]): Record<string, Step> =>
  Object.fromEntries(steps.map((step) => [step.key, step]));

export default defineApp({
  version: packageJson.version,
  platformVersion,
  // Fields arrive as the user left them, blanks included; a 429 reaches the code that knows Heffl's headers; and Node's
  // own HTTP stays as it is, because every request to Heffl goes through `z.request`, which logs it.
  flags: { cleanInputData: false, throwForThrottlingEarly: false, skipHttpPatch: true },
  authentication,
  // For raw requests through Zapier's relay, which asks `getAuthTemplate` for the key's header. Requests of the app do not merge it in.
  requestTemplate: { headers: { [KEY_HEADER]: '{{bundle.authData.api_key}}' } },
  triggers: byKey(resources.flatMap(({ triggers = [] }) => triggers.map(withConstantParts))),
  creates: byKey(resources.flatMap(({ creates = [] }) => creates.map(withConstantParts))),
  searches: byKey(resources.flatMap(({ searches = [] }) => searches.map(withConstantParts))),
  searchOrCreates: byKey(resources.flatMap(({ searchOrCreates = [] }) => searchOrCreates)),
});
