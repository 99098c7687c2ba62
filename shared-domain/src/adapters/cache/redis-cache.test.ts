import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cache } from '../../kernel/cache.ts';
import { openRedisCache } from './redis-cache.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** Reads whole commands off the front of a text: arrays of bulk strings, of ASCII alone. */
function commandsIn(text: string): { commands: string[][]; rest: string } {
  const commands: string[][] = [];
  let rest = text;
  for (;;) {
    const count = Number(/^\*(\d+)\r\n/.exec(rest)?.[1]);
    const lines = rest.split('\r\n');
    if (Number.isNaN(count) || lines.length < 2 * count + 2) return { commands, rest };
    commands.push(lines.slice(1, 2 * count + 1).filter((_, index) => index % 2 === 1));
    rest = lines.slice(2 * count + 1).join('\r\n');
  }
}

const bulk = (value: string | undefined): string =>
  value === undefined ? '_\r\n' : `$${value.length}\r\n${value}\r\n`;

/** What a Redis 6.2 says to the commands of the cache. It refuses `SET` with both `NX` and `GET`, as that version does. */
async function oldRedis() {
  const values = new Map<string, string>();
  const sockets: Socket[] = [];
  const mute = new Set<Socket>();
  const answer = ([name = '', ...words]: string[]): string => {
    const [key = '', value = ''] = words;
    switch (name.toUpperCase()) {
      case 'HELLO':
        return '%1\r\n+proto\r\n:3\r\n';
      case 'GET':
        return bulk(values.get(key));
      case 'SET': {
        const options = words.slice(2).map((word) => word.toUpperCase());
        if (options.includes('NX') && options.includes('GET')) return '-ERR syntax error\r\n';
        if (options.includes('NX') && values.has(key)) return bulk(undefined);
        values.set(key, value);
        return '+OK\r\n';
      }
      case 'EVAL': {
        const [, , at = '', token = '', stored = ''] = words;
        if (!values.get(at)?.startsWith(token)) return ':0\r\n';
        values.set(at, stored);
        return ':1\r\n';
      }
      default:
        return '+OK\r\n';
    }
  };
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    let unread = '';
    socket.setEncoding('latin1').on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      const { commands, rest } = commandsIn(unread + chunk);
      unread = rest;
      if (!mute.has(socket)) for (const command of commands) socket.write(answer(command));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  opened.push({
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  return {
    url: `redis://127.0.0.1:${address.port}`,
    sockets,
    /** On the connections that there are nothing is answered any more, and nothing is closed. */
    cutOff() {
      for (const socket of sockets) mute.add(socket);
    },
  };
}

function openAt(url: string): Cache {
  const cache = openRedisCache({ url, prefix: '', onTrouble: () => undefined });
  opened.push(cache);
  return cache;
}
const answers = (cache: Cache) =>
  vi.waitFor(() => cache.get(['connected']), { timeout: 5_000, interval: 10 });

describe('a cache in a Redis before 7.0', () => {
  it('gives an empty key to the first reader alone, who stores a value', async () => {
    const cache = openAt((await oldRedis()).url);
    await answers(cache);
    const found = await Promise.all([cache.get(['key']), cache.get(['key'])]);
    const tokens = found.flatMap(([each]) => each?.token ?? []);
    expect(found.map(([each]) => each?.value)).toEqual([undefined, undefined]);
    expect(tokens).toHaveLength(1);
    expect(await cache.set('key', 'kept', 60_000, tokens[0] ?? '')).toBe(true);
    expect((await cache.get(['key']))[0]?.value).toBe('kept');
  });
});

it('a cache in Redis leaves a connection that nobody answers on for another one', async () => {
  const { url, sockets, cutOff } = await oldRedis();
  const cache = openAt(url);
  await answers(cache);
  cutOff();
  const unanswered = cache.get(['key']);
  unanswered.catch(() => undefined);
  cache.reconnect?.();
  await expect(unanswered).rejects.toThrow();
  expect(await answers(cache)).toHaveLength(1);
  await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), { timeout: 5_000, interval: 10 });
});
