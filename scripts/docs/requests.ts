import { events } from '../../src/heffl/events.js';
import { type Endpoint, endpoints } from '../../src/heffl/facts.js';
import type { PublishedApp, Step } from '../../test/publishing/published-app.js';
import { table } from './markdown.js';

const code = (text: string): string => `\`${text}\``;

/** What a step asks of Heffl: the requests, or the events that it waits for. */
export const requestOf = ({ family, key, noun, operation, events: subscribed }: Step): string => {
  if (operation.type === 'hook') return subscribed.map(code).join(', ') || 'the events that are chosen';
  const endpoint = endpointOf(noun);
  if (!endpoint) return 'the request that is written';
  const [path] = endpoint.paths;
  const [verb = ''] = key.split('_');
  const requests = new Map([
    ['create', `POST ${path}`],
    ['update', `${endpoint.updateVerbs?.[0] ?? 'PATCH'} ${path}/{id}`],
    ['delete', `DELETE ${path}/{id}`],
  ]);
  if (family === 'creates') return code(requests.get(verb) ?? '');
  const byId = family === 'searches' && endpoint.readable ? [`GET ${path}/{id}`] : [];
  return [...byId, `GET ${path}`].map(code).join(', ');
};

/** Each endpoint of Heffl's API that the integration knows, in every reading of it. */
export const endpointTable = (): string =>
  table(
    ['Endpoint', 'Also tried as', 'Update', 'One record by its ID'],
    Object.values<Endpoint>(endpoints).map(({ paths: [path, ...others], updateVerbs = [], readable }) => {
      const verbs = updateVerbs.map(code).join(', else ');
      return [code(path), others.map(code).join(', '), verbs, readable ? 'yes' : ''];
    }),
  );

/** Each event that Heffl documents, with the triggers that it starts. */
export const eventTable = ({ steps }: PublishedApp): string => {
  const startedBy = (event: string): string[] =>
    steps
      .filter((step) => step.events.includes(event))
      .map(({ display }) => (display.hidden ? `${display.label} (hidden)` : display.label));
  return table(
    ['Event', 'What happens', 'Triggers'],
    Object.entries(events).map(([event, words]) => [code(event), words, startedBy(event).join(', ')]),
  );
};

/** `leadStages` is the endpoint of a "Lead Stage". */
const endpointOf = (noun: string): Endpoint | undefined => {
  const name = noun.charAt(0).toLowerCase() + noun.slice(1).replaceAll(' ', '');
  return new Map<string, Endpoint>(Object.entries(endpoints)).get(`${name}s`);
};
