import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

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
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
      received.push({ headers, body });
      // A redirect leads back here, where following it would show.
      outgoing.writeHead(answers.shift() ?? 200, { location: '/hook' }).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`,
    received,
    answers,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
