import { json, listen } from '../sandbox/http/listen.js';
import type { RunBundle } from './zapier.js';

/** An event as it came to a Zap: the part of a bundle that Zapier fills from the request. */
export type Arrival = Required<Pick<RunBundle, 'targetUrl' | 'cleanedRequest'>> & {
  readonly rawRequest: { readonly headers: Readonly<Record<string, string>>; readonly content: string };
};

/** Starts a server on loopback that takes every event for Zaps, as Zapier's `targetUrl` does. */
export const startHookAddress = async () => {
  let zaps = 0;
  let arrivals: Arrival[] = [];
  const { origin, close } = await listen(({ path, headers, text }) => {
    arrivals.push({ targetUrl: `${origin}${path}`, ...asArrived(text, headers) });
    return json({ status: 'success' });
  });
  return {
    /** A new address for one Zap. */
    newUrl: (): string => {
      zaps += 1;
      return `${origin}/hooks/${zaps}`;
    },
    /** Takes away what came to an address, oldest first. */
    take: (url: string): Arrival[] => {
      const taken = arrivals.filter(({ targetUrl }) => targetUrl === url);
      arrivals = arrivals.filter((arrival) => !taken.includes(arrival));
      return taken;
    },
    close,
  };
};

/** A request as Zapier hands it on: its headers renamed, its content as it came and parsed. */
export const asArrived = (
  content: string,
  headers: Readonly<Record<string, string>>,
): Omit<Arrival, 'targetUrl'> => ({
  cleanedRequest: JSON.parse(content),
  rawRequest: {
    content,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [zapierName(name), value])),
  },
});

/** `webhook-id` is `Http-Webhook-Id` in Zapier; the type and the length of the content keep their names. */
const zapierName = (name: string): string => {
  const camelCase = name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return /^content-(type|length)$/i.test(name) ? camelCase : `Http-${camelCase}`;
};
