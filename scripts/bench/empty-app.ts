import { type Bundle, defineApp, version as platformVersion, type ZObject } from 'zapier-platform-core';

/** The least that an app on this core can be: one poll that hands over what Heffl lists. */
const perform = async (z: ZObject, bundle: Bundle) => {
  const { data } = await z.request<{ items: { id: string }[] }>({
    url: `${process.env.HEFFL_BASE_URL ?? ''}/leads?limit=100`,
    headers: { 'x-api-key': bundle.authData.api_key ?? '', accept: 'application/json' },
  });
  return data.items;
};

export default defineApp({
  version: '1.0.0',
  platformVersion,
  triggers: {
    new_lead: {
      key: 'new_lead',
      noun: 'Lead',
      display: { label: 'New Lead', description: 'Triggers when a new lead is found.' },
      operation: { type: 'polling', perform, sample: { id: 'ld_abc123' } },
    },
  },
});
