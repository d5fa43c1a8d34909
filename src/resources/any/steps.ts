import type { Resource } from '../resource.js';
import { apiRequest } from './api-request.js';
import { webhookEvent } from './webhook-event.js';

/** Steps for what has no step of its own. */
export const any: Resource = { triggers: [webhookEvent], creates: [apiRequest] };
