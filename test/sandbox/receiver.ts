import { text } from 'node:stream/consumers';
import { listen } from './http/listen.js';

export type Received = { headers: Record<string, string>; body: string };

/** Someone who waits for events, as Zapier does. */
export type Receiver = {
  url: string;
  /** What came, in order. */
  received: Received[];
  /** The statuses of the next answers; 200 when there are none left. */
  answers: number[];
  close: () => Promise<void>;
};

/** Starts a receiver on loopback. */
export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  const answers: number[] = [];
  const { origin, close } = await listen((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
      received.push({ headers, body });
      // A redirect leads back here, where following it would show.
      outgoing.writeHead(answers.shift() ?? 200, { location: '/hook' }).end();
    });
  });
  return { url: `${origin}/hook`, received, answers, close };
};
