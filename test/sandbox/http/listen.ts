import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/** Starts a server on loopback, at a free port unless one is given. `close` cuts what is open. */
export const listen = async (listener: RequestListener, port = 0) => {
  const server = createServer(listener);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    close: async (): Promise<void> => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** Answers requests by a Hono app. */
export const listenerOf = ({
  fetch,
}: {
  readonly fetch: Parameters<typeof getRequestListener>[0];
}): RequestListener => {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => void listener(incoming, outgoing);
};
