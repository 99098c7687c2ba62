import { connect } from 'node:net';
import type { Client } from 'node-zookeeper-client';
import { type Answer, inTime } from '../answer.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('zookeeper');
export const PROBE_MS = 2_000;
export const READY = 'ZooKeeper to say what it is';

/** The environment of a service that shall keep its nodes under names that begin with a prefix. */
export const namespaceEnvironment = (url: string, prefix: string) => ({
  ZOOKEEPER_URL: url,
  ZOOKEEPER_PREFIX: prefix,
});

/** Asks by the one command that every server answers by default (`srvr`). @throws when it does not within `deadlineMs` */
export async function askZookeeper(url: string, deadlineMs: number): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port || 2181) });
  try {
    const said = new Promise<string>((resolve, reject) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      socket.once('error', reject).once('end', () => resolve(text));
      socket.once('connect', () => socket.write('srvr'));
    });
    const text = await inTime(deadlineMs, said);
    const version = /^Zookeeper version: ([\d.]+)/m.exec(text)?.[1];
    if (version === undefined) throw new Error(`ZooKeeper said: ${text.trim().split('\n')[0] ?? 'nothing'}`);
    return { version };
  } finally {
    socket.destroy();
  }
}

/** Removes the nodes whose names begin with a prefix, and what is below them. @throws when that takes longer than `deadlineMs` */
export async function forgetNodes(url: string, prefix: string, deadlineMs: number): Promise<void> {
  if (prefix === '') throw new Error('without a prefix, all nodes of the server would be removed');
  // Loaded by those who use it alone.
  const { default: zookeeper } = await import('node-zookeeper-client');
  const client = zookeeper.createClient(new URL(url).host, { sessionTimeout: deadlineMs });
  try {
    const connected = new Promise<void>((resolve) => client.once('connected', resolve));
    client.connect();
    await inTime(deadlineMs, connected);
    const found = await childrenOf(client, '/');
    const own = found.filter((name) => name.startsWith(prefix));
    await inTime(deadlineMs, Promise.all(own.map((name) => removeTree(client, `/${name}`))));
  } finally {
    client.close();
  }
}

async function removeTree(client: Client, path: string): Promise<void> {
  const children = await childrenOf(client, path);
  await Promise.all(children.map((child) => removeTree(client, `${path}/${child}`)));
  await new Promise<void>((resolve, reject) =>
    client.remove(path, (error) => (error && !isGone(error) ? reject(error) : resolve())),
  );
}

/** None of a node that has gone meanwhile, with its session. */
const childrenOf = (client: Client, path: string): Promise<string[]> =>
  new Promise((resolve, reject) =>
    client.getChildren(path, (error, children) => {
      if (error && !isGone(error)) reject(error);
      else resolve(error ? [] : children);
    }),
  );

/** `NO_NODE`, https://zookeeper.apache.org/doc/current/apidocs/zookeeper-server/org/apache/zookeeper/KeeperException.Code.html */
const isGone = (error: unknown): boolean => (error as { code?: unknown }).code === -101;
