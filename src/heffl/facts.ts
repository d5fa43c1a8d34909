/**
 * The facts about Heffl's API v1: paths, verbs, limits, enums. None was checked against the live API. Each stands in one line
 * with its source. Events stand in `events.ts`.
 *
 * Sources: (I) Heffl's API introduction, authoritative. (D) its v1 reference pages. (V2) its API v2 documentation.
 * (T) public code of others that calls the API.
 */

/** (I) Version 1, served over HTTPS only. */
export const DEFAULT_BASE_URL = 'https://api.heffl.com/api/v1';

/** (D) The header of every request; `Authorization` is not accepted. */
export const KEY_HEADER = 'x-api-key';

/** (D) The page of Heffl on which a person creates an API key. */
export const KEY_PAGE = 'https://app.heffl.com/settings/developers';

/** (I) The most records of one page of a list. */
export const PAGE_SIZE = 100;

/** (I) Requests a minute for each API key. (V2) The key's budget is shared by everything that uses it. */
export const REQUESTS_PER_MINUTE = 60;

/** (I) The prefix under which custom fields are written. */
export const CUSTOM_FIELD_PREFIX = 'cf_';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type Endpoint = {
  /** Below the base URL. If sources disagree there are several: the next is tried if Heffl does not serve one. */
  readonly paths: readonly [string, ...string[]];
  /** In the order in which they are tried: the next if Heffl does not serve one. */
  readonly updateVerbs?: readonly ['PATCH' | 'PUT', ...('PATCH' | 'PUT')[]];
  /** Whether one record can be read by its ID. */
  readonly readable?: true;
  /** Whether records can be created but not listed. */
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

/** Statuses of a thing that Heffl does not have. (I) 404 for a record. The others are not documented for v1, and usual for servers. */
export const noSuch: Readonly<Record<'id' | 'cursor' | 'path' | 'verb' | 'event', readonly number[]>> = {
  /** Malformed or unknown ID. */
  id: [400, 404, 410, 422],
  /** Malformed or expired cursor. */
  cursor: [400, 404, 410, 422],
  /** Unknown path. Below `/leads`, Heffl may read it as the ID of a lead. */
  path: [400, 404, 405],
  /** Verb not served at this path. */
  verb: [404, 405],
  /** Unknown event in a webhook. */
  event: [400, 422],
};

/** (I) 404: the record is gone. 410 says so for good. */
export const GONE: readonly number[] = [404, 410];

/** (I) The owner of the key does not have the permission. */
export const FORBIDDEN: readonly number[] = [403];

/** (I) Statuses of an answer about what the user filled in. 410 and 422 are usual for servers. */
export const ABOUT_USER_DATA: readonly number[] = [400, 404, 409, 410, 422];

/** (D) An API key: whatever a header can carry. */
export const KEY_CHARACTERS = /^[\x21-\x7e]+$/;

/** Enums: the API's value, and the words that a person sees. */
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
  /** (V2) The kinds of record that a task is linked to. Without projects, which v1 cannot list. */
  taskEntity: { leads: 'Lead', deals: 'Deal' },
  /** (D) */
  invoiceStatus: { DRAFT: 'Draft', SENT: 'Sent' },
  /** (D) The words. Their spelling in the API is as that of the first two. */
  anyInvoiceStatus: {
    DRAFT: 'Draft',
    SENT: 'Sent',
    PARTIALLY_PAID: 'Partially Paid',
    PAID: 'Paid',
    CANCELLED: 'Cancelled',
  },
  /** (V2) */
  quotationStatus: { DRAFT: 'Draft', SENT: 'Sent', ACCEPTED: 'Accepted', REJECTED: 'Rejected' },
  /** (V2) The kind of record that a tag is for. */
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
  /** (D) The only documented value. */
  discountType: { fixed: 'Fixed Amount' },
} as const;
