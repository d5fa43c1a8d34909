import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/**
 * An agent for one request on a new connection. Heffl may be closing a connection that is kept alive: a POST on it would be lost, or made
 * twice.
 *
 * @param onClose called when nothing more will arrive, once or twice
 */
export const ownConnection = (url: string, onClose: () => void): HttpAgent => {
  const agent: HttpAgent = url.startsWith('https:')
    ? new HttpsAgent({ keepAlive: false })
    : new HttpAgent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    for (const event of ['end', 'close']) socket?.once(event, onClose);
    return socket;
  };
  return agent;
};
