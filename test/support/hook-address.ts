import { json, listen } from '../sandbox/http/listen.js';
import type { RunBundle } from './zapier.js';

/** An event as it came to a Zap: the part of a bundle that Zapier fills from the request. */
export type Arrival = Required<Pick<RunBundle, 'targetUrl' | 'cleanedRequest'>> & {
  readonly rawRequest: { readonly headers: Readonly<Record<string, string>>; readonly content: string };
};

/** Where Zapier takes events for its Zaps. */
export type HookAddress = {
  /** A new address for one Zap. */
  readonly newUrl: () => string;
  /** Takes away what came to an address, oldest first. */
  readonly take: (url: string) => Arrival[];
  readonly close: () => Promise<void>;
};

/** Starts a server on loopback that takes every event, as Zapier's `targetUrl` does. */
export const startHookAddress = async (): Promise<HookAddress> => {
  let zaps = 0;
  let arrivals: Arrival[] = [];
  const { origin, close } = await listen(({ path, headers, text }) => {
    arrivals.push({ targetUrl: `${origin}${path}`, ...asArrived(text, headers) });
    return json({ status: 'success' });
  });
  return {
    newUrl: () => {
      zaps += 1;
      return `${origin}/hooks/${zaps}`;
    },
    take: (url) => {
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
  cleanedRequest: parsed(content),
  rawRequest: {
    content,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [zapierName(name), value])),
  },
});

const parsed = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return { content };
  }
};

/** `webhook-id` is `Http-Webhook-Id` in Zapier; the type and the length of the content keep their names. */
const zapierName = (name: string): string => {
  const camelCase = name.replace(
    /(^|-)([a-z])/g,
    (_part, dash: string, letter: string) => dash + letter.toUpperCase(),
  );
  return /^content-(type|length)$/i.test(name) ? camelCase : `Http-${camelCase}`;
};
