import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { UnfitServer } from '../component.ts';
import { askMemcached, forgetKeys } from './server.ts';

const sockets: Socket[] = [];
let server: Server | undefined;
afterEach(() => {
  server?.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A server of one's own words. @param answer to a command, without the end of its line */
async function saying(answer: (command: string) => string) {
  const heard: string[] = [];
  const own = createServer((socket) => {
    sockets.push(socket);
    let unread = '';
    socket.setEncoding('latin1').on('error', () => undefined);
    socket.on('data', (text: string) => {
      const lines = (unread + text).split('\r\n');
      unread = lines.pop() ?? '';
      heard.push(...lines);
      for (const line of lines) socket.write(answer(line));
    });
  }).listen(0, '127.0.0.1');
  server = own;
  await once(own, 'listening');
  const address = own.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { heard, url: `memcached://127.0.0.1:${address.port}` };
}

describe('the version of a Memcached', () => {
  it.each(['1.6.10', '1.6.32', '1.7.0', '2.0.1', '1.6.12_beta1'])('%s is new enough', async (version) => {
    const { url } = await saying(() => `VERSION ${version}\r\n`);
    expect(await askMemcached(url, 2_000)).toEqual({ version });
  });

  it.each(['1.6.9', '1.6.0', '1.5.22', '1.6', '0.9.99'])('%s is too old', async (version) => {
    const { url } = await saying(() => `VERSION ${version}\r\n`);
    const asked = askMemcached(url, 2_000);
    await expect(asked).rejects.toThrow(UnfitServer);
    await expect(asked).rejects.toThrow('1.6.10 or later');
  });
});

describe('the keys under a prefix', () => {
  const listing = ['key=lab.a%3A1 exp=-1', 'key=%FFlab. exp=-1', 'key=of-the-user exp=-1', 'key=lab.b exp=9'];

  it('are removed, whatever bytes the keys of others have', async () => {
    const { heard, url } = await saying((line) =>
      line.startsWith('md ') ? 'HD\r\n' : `${listing.join('\n')}\nEND\r\n`,
    );
    await forgetKeys(url, 'lab.', 2_000);
    expect(heard).toEqual(['lru_crawler metadump all', 'md lab.a:1', 'md lab.b']);
  });

  it('are removed when the list that somebody else asked for is made', async () => {
    let busy = 2;
    const { heard, url } = await saying((line) => {
      if (line.startsWith('md ')) return 'HD\r\n';
      busy -= 1;
      return busy >= 0 ? 'BUSY currently processing crawler request\r\n' : 'key=lab.a exp=-1\nEND\r\n';
    });
    await forgetKeys(url, 'lab.', 5_000);
    expect(heard.at(-1)).toBe('md lab.a');
    expect(heard).toHaveLength(4);
  });

  it('are left when the server is busy until the deadline', async () => {
    const { url } = await saying(() => 'BUSY currently processing crawler request\r\n');
    await expect(forgetKeys(url, 'lab.', 250)).rejects.toThrow('BUSY');
  });
});
