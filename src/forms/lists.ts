/** The hidden triggers that fill dropdowns, each with the search that finds one of its records, if there is one. */
export const lists = {
  lead_list: 'find_lead',
  client_list: 'find_client',
  deal_list: 'find_deal',
  task_list: 'find_task',
  product_list: 'find_product',
  pipeline_list: 'find_pipeline',
  pipeline_stage_list: 'find_deal_stage',
  stage_name_list: undefined,
  lead_stage_list: 'find_lead_stage',
  lead_source_list: 'find_lead_source',
  tag_list: 'find_tag',
  assignee_list: undefined,
} as const;

export type ListKey = keyof typeof lists;
export type SearchKey = NonNullable<(typeof lists)[ListKey]>;

export const isListKey = (key: string): key is ListKey => Object.hasOwn(lists, key);
