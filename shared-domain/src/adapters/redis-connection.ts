import { createClient } from '@redis/client';

const CONNECT_MS = 2_000;
const RECONNECT_MS = 100;

/** A connection to a Redis that comes back by itself. The server need not be there. @param onTrouble told of one that is out of reach */
export function connectToRedis(url: string, onTrouble: (error: unknown) => void) {
  let closed = false;
  const tell = (error: unknown) => {
    if (!closed) onTrouble(error);
  };
  const connected = () => {
    const opened = createClient({
      url,
      // Without a connection an answer is no, at once.
      disableOfflineQueue: true,
      disableClientInfo: true,
      socket: { connectTimeout: CONNECT_MS, reconnectStrategy: RECONNECT_MS },
    });
    opened.on('error', tell);
    // It tries until it is connected, or closed.
    opened.connect().catch(tell);
    return opened;
  };
  let client = connected();
  return {
    /** Another one after `reconnect`. */
    get client() {
      return client;
    },
    /** Gives this connection up and opens another one. One that is not connected tries already. */
    reconnect() {
      if (!client.isReady) return;
      client.destroy();
      client = connected();
    },
    close() {
      closed = true;
      client.destroy();
    },
  };
}
