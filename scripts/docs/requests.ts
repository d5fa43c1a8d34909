import { events } from '../../src/heffl/events.js';
import { type Endpoint, endpoints } from '../../src/heffl/facts.js';
import type { PublishedApp, Step } from '../../test/publishing/published-app.js';
import { table } from './markdown.js';

/** What a step asks of Heffl: the requests, or the events that it waits for. */
export const requestOf = ({ family, key, noun, operation, events: subscribed }: Step): string => {
  if (operation.type === 'hook') {
    return subscribed.length > 0 ? subscribed.map(code).join(', ') : 'the events that are chosen';
  }
  const endpoint = endpointOf(noun);
  if (!endpoint) return 'the request that is written';
  const [path] = endpoint.paths;
  if (family === 'searches') {
    return [...(endpoint.readable ? [`GET ${path}/{id}`] : []), `GET ${path}`].map(code).join(', ');
  }
  if (family === 'triggers') return code(`GET ${path}`);
  const [verb = ''] = key.split('_');
  const update = endpoint.updateVerbs?.[0] ?? 'PATCH';
  const requests: Record<string, string> = {
    create: `POST ${path}`,
    update: `${update} ${path}/{id}`,
    delete: `DELETE ${path}/{id}`,
  };
  return code(requests[verb] ?? '');
};

/** Each endpoint of Heffl's API that the integration knows, in every reading of it. */
export const endpointTable = (): string =>
  table(
    ['Endpoint', 'Also tried as', 'Update', 'One record by its ID'],
    Object.values<Endpoint>(endpoints).map(({ paths, updateVerbs, readable }) => {
      const [path, ...others] = paths;
      return [
        code(path),
        others.map(code).join(', '),
        updateVerbs?.map(code).join(', else ') ?? '',
        readable ? 'yes' : '',
      ];
    }),
  );

/** Each event that Heffl documents, with the triggers that it starts. */
export const eventTable = ({ steps }: PublishedApp): string =>
  table(
    ['Event', 'What happens', 'Triggers'],
    Object.entries(events).map(([event, words]) => [
      code(event),
      words,
      steps
        .filter((step) => step.events.includes(event))
        .map(({ display }) => (display.hidden ? `${display.label} (hidden)` : display.label))
        .join(', '),
    ]),
  );

/** `leadStages` is the endpoint of a "Lead Stage". */
const endpointOf = (noun: string): Endpoint | undefined => {
  const name = noun.charAt(0).toLowerCase() + noun.slice(1).replaceAll(' ', '');
  return new Map<string, Endpoint>(Object.entries(endpoints)).get(`${name}s`);
};

const code = (text: string): string => `\`${text}\``;
