/**
 * What is known of Heffl's API v1: paths, verbs, limits, enums. Nothing here was confirmed against the live API;
 * each entry says where it comes from, and is right or wrong in one line. Events stand in `events.ts`.
 *
 * Sources: (I) Heffl's API introduction, authoritative. (D) its v1 reference pages. (V2) its API v2 documentation.
 * (T) public code of others that calls the API.
 */

/** (I) Version 1, served over HTTPS only. */
export const DEFAULT_BASE_URL = 'https://api.heffl.com/api/v1';

/** (D) The header of every request; `Authorization` is not accepted. */
export const KEY_HEADER = 'x-api-key';

/** (D) Where a person makes an API key in Heffl. */
export const KEY_PAGE = 'https://app.heffl.com/settings/developers';

/** (I) The most records that one page of a list may hold. */
export const PAGE_SIZE = 100;

/** (I) Requests a minute for each API key. (V2) The key's budget is shared by everything that uses it. */
export const REQUESTS_PER_MINUTE = 60;

/** (I) The prefix under which custom fields are written. */
export const CUSTOM_FIELD_PREFIX = 'cf_';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type Endpoint = {
  /** Below the base URL. More than one where sources disagree: the next is tried where Heffl knows no such path. */
  readonly paths: readonly [string, ...string[]];
  /** In the order in which they are tried: the next where Heffl does not serve a verb. */
  readonly updateVerbs?: readonly ['PATCH' | 'PUT', ...('PATCH' | 'PUT')[]];
  /** Whether one record can be read by its ID. */
  readonly readable?: true;
  /** Whether records can be made, but not listed. */
  readonly unlisted?: true;
};

export const endpoints = {
  /** (I) Lead update: PUT in an old page, PATCH (T) and by analogy with clients and deals. */
  leads: { paths: ['/leads'], updateVerbs: ['PATCH', 'PUT'], readable: true },
  /** (D) Moved from PUT to PATCH. */
  clients: { paths: ['/clients'], updateVerbs: ['PATCH', 'PUT'], readable: true },
  /** (I) for the operations, (D) for the fields. */
  deals: { paths: ['/deals'], updateVerbs: ['PATCH'], readable: true },
  /** (I) for the operations, (V2) for every field. */
  tasks: { paths: ['/tasks'], updateVerbs: ['PATCH'], readable: true },
  /** (D) Creating is all that v1 documents. */
  invoices: { paths: ['/invoices'], unlisted: true },
  /** (I) */
  products: { paths: ['/products'], readable: true },
  /** (I) */
  pipelines: { paths: ['/pipelines'], readable: true },
  /** (T) nested below leads; (V2) on their own. */
  leadStages: { paths: ['/leads/stages', '/lead-stages'] },
  leadSources: { paths: ['/leads/sources', '/lead-sources', '/sources'] },
  /** (I) */
  tags: { paths: ['/tags'] },
  /** (D) */
  webhooks: { paths: ['/webhooks'] },
} as const satisfies Record<string, Endpoint>;

/**
 * What Heffl may answer where there is no such thing. (I) 404, for a record. The rest is what servers do: none of it is
 * documented for v1.
 */
export const noSuch: Readonly<Record<'id' | 'cursor' | 'path' | 'verb', readonly number[]>> = {
  /** To what is no ID at all, as well as to the ID of nothing. */
  id: [400, 404, 410, 422],
  /** To the cursor of a list that has gone on since. */
  cursor: [400, 404, 410, 422],
  /** Below `/leads`, an unknown path may also be taken for the ID of a lead. */
  path: [400, 404, 405],
  /** To a verb that is not served at this path. */
  verb: [404, 405],
};

/** (I) 404: what was there is gone, and 410 says that it will not come back. */
export const GONE: readonly number[] = [404, 410];

/** (I) The owner of the key does not have the permission. */
export const FORBIDDEN: readonly number[] = [403];

/** (I) What Heffl may answer because of what a user filled in; 410 and 422 are what servers do. */
export const ABOUT_USER_DATA: readonly number[] = [400, 404, 409, 410, 422];

/** (D) What a key is made of: whatever a header can carry. */
export const KEY_CHARACTERS = /^[\x21-\x7e]+$/;

/** Enum values as the API spells them, each with the words that a person sees. */
export const choices = {
  /** (D) */
  clientType: { company: 'Company', contact: 'Person' },
  /** (D) */
  dealStatus: { ACTIVE: 'Active', WON: 'Won', LOST: 'Lost' },
  /** (D) for deals, (V2) for tasks */
  priority: { LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High' },
  /** (V2) */
  taskStatus: {
    OPEN: 'Open',
    IN_PROGRESS: 'In Progress',
    ON_HOLD: 'On Hold',
    COMPLETED: 'Completed',
    CANCELLED: 'Cancelled',
  },
  /** (V2) */
  taskType: { call: 'Call', todo: 'To-do', meeting: 'Meeting' },
  /** (V2) What a task can be linked to; projects are left out, as v1 has no way to list them. */
  taskEntity: { leads: 'Lead', deals: 'Deal' },
  /** (D) */
  invoiceStatus: { DRAFT: 'Draft', SENT: 'Sent' },
  /** (V2) What a tag is for. */
  tagType: {
    leads: 'Leads',
    clients: 'Clients',
    contacts: 'Contacts',
    deals: 'Deals',
    projects: 'Projects',
    project_tasks: 'Tasks',
    invoices: 'Invoices',
    quotations: 'Quotations',
  },
  /** (D) The one value that Heffl's documentation shows. */
  discountType: { fixed: 'Fixed Amount' },
} as const;
