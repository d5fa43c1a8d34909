import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export type HttpRequest = {
  method: string;
  path: string;
  /** The last value of each name. */
  query: Record<string, string>;
  headers: Record<string, string>;
  /** The whole body, empty if there is none. */
  text: string;
};

export type HttpAnswer = {
  /** 200 unless given. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** The connection ends before the answer, or after half of its body. */
  cut?: 'before' | 'within';
};

export const json = (body: unknown, status = 200): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export type Answerer = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

/** The half that comes if an answer breaks off. */
export const half = (body: string): string => body.slice(0, body.length / 2);

const send = ({ status = 200, headers = {}, body = '', cut }: HttpAnswer, response: ServerResponse): void => {
  if (cut === 'before') {
    response.destroy();
    return;
  }
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cut === 'within') {
    response.setHeader('content-length', Buffer.byteLength(body));
    response.write(half(body), () => response.destroy());
  } else response.end(body);
};

/** Starts a server on loopback, at a free port unless one is given. `close` cuts what is open. */
export const listen = async (answer: Answerer, port = 0) => {
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    incoming.on('end', () => {
      const { method = '', url = '' } = incoming;
      const [path = '', search = ''] = url.split('?', 2);
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      );
      const request = { method, path, query: Object.fromEntries(new URLSearchParams(search)), headers, text };
      void Promise.resolve(answer(request)).then((given) => {
        send(given, response);
      });
    });
  });
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
