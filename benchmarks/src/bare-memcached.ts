import { once } from 'node:events';
import { connect } from 'node:net';

const LINE_END = '\r\n';

/**
 * The least that is a client of Memcached: commands on a socket, answers in their order. No deadlines and no reconnection, and all characters
 * are those of Latin-1, so that nothing has to be counted twice.
 */
export async function bareMemcached(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1');
  await once(socket, 'connect');
  const waiting: ((text: string | null) => void)[] = [];
  let unread = '';
  socket.on('data', (chunk: string) => {
    unread += chunk;
    for (;;) {
      const end = unread.indexOf(LINE_END);
      if (end === -1) return;
      const size = unread.startsWith('VALUE ')
        ? Number(unread.slice(unread.lastIndexOf(' ', end), end))
        : undefined;
      const data = end + LINE_END.length;
      const next = size === undefined ? data : data + size + `${LINE_END}END${LINE_END}`.length;
      if (unread.length < next) return;
      const text = size === undefined ? null : unread.slice(data, data + size);
      unread = unread.slice(next);
      waiting.shift()?.(text);
    }
  });
  const ask = (command: string) =>
    new Promise<string | null>((resolve) => {
      waiting.push(resolve);
      socket.write(command, 'latin1');
    });
  return {
    set: (key: string, text: string) =>
      ask(`set ${key} 0 0 ${Buffer.byteLength(text, 'latin1')}${LINE_END}${text}${LINE_END}`),
    get: (key: string) => ask(`get ${key}${LINE_END}`),
    close: () => {
      socket.destroy();
    },
  };
}
