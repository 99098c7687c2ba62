import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Held, Lock } from '@lab/shared-domain/kernel/lock';
import zookeeper, { type Client, type Stat } from 'node-zookeeper-client';
import { inTime } from './in-time.ts';
import type { LockOptions } from './open-lock.ts';

const CONNECT_MS = 10_000;
const RELEASE_MS = 1_000;
const CLOSE_MS = 500;
/** So often within a lease it is looked whether the server has greeted. */
const GREETINGS = 5;
/** Between two attempts to connect, at most. ms. */
const RECONNECT_MS = 100;

type Answered<T> = (error: unknown, result: T) => void;

/** A question to the server. A callback is the library's way. */
const asked = <T>(ms: number, what: string, ask: (answered: Answered<T>) => void): Promise<T> =>
  inTime(
    ms,
    `ZooKeeper did not ${what}`,
    new Promise<T>((resolve, reject) => ask((error, result) => (error ? reject(error) : resolve(result)))),
  );

/**
 * Locks in ZooKeeper: whoever waits has a place in a queue, a sequential node that goes with its session. The first in the queue holds the
 * name, and each other one watches the one before it. So an end wakes one alone, and names are handed on in order.
 * https://zookeeper.apache.org/doc/r3.9.3/recipes.html#sc_recipes_Locks
 *
 * @throws when it cannot be reached
 */
export async function openZookeeperLock({ url, prefix, leaseMs, onTrouble }: LockOptions): Promise<Lock> {
  const { host } = new URL(url);
  let closed = false;
  const connect = (): Client => {
    const options = { sessionTimeout: leaseMs, spinDelay: RECONNECT_MS, retries: 0 };
    const fresh = zookeeper.createClient(host, options);
    // The library waits for ever for the answer to its greeting. A server that is being started may take the connection and forget it.
    const watching = setInterval(() => {
      if (fresh.getState() !== zookeeper.State.SYNC_CONNECTED) socketOf(fresh)?.destroy();
    }, leaseMs / GREETINGS).unref();
    // A session that has ended does not come back. What was held in it is lost, and those who wait in it are told so.
    fresh.once('expired', () => {
      clearInterval(watching);
      onTrouble(new Error('the session with ZooKeeper has expired'));
      if (!closed) client = connect();
    });
    fresh.connect();
    return fresh;
  };
  let client = connect();
  const close = async () => {
    closed = true;
    const ended = new Promise<void>((resolve) => client.once('disconnected', resolve));
    client.close();
    await inTime(CLOSE_MS, 'ZooKeeper did not say goodbye', ended).catch(() => undefined);
  };
  const first = client;
  const connected = new Promise<void>((resolve) => first.once('connected', resolve));
  await inTime(CONNECT_MS, 'ZooKeeper did not greet', connected).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const known = new Set<string>();
  const makeFolder = async (session: Client, folder: string, ms: number): Promise<void> => {
    if (known.has(folder)) return;
    await asked<string>(ms, `make ${folder}`, (answered) => session.mkdirp(folder, answered));
    known.add(folder);
  };

  return {
    async acquire(name, patienceMs) {
      const giveUpAt = performance.now() + patienceMs;
      const left = () => giveUpAt - performance.now();
      const session = client;
      const folder = `/${prefix}locks/${name}`;
      // A name of its own: where the answer is lost, the node can still be found (Curator's "protection").
      const own = randomUUID();
      try {
        await makeFolder(session, folder, left());
        const place = await asked<string>(left(), 'give a place', (answered) =>
          session.create(`${folder}/${own}-`, zookeeper.CreateMode.EPHEMERAL_SEQUENTIAL, answered),
        );
        for (let before = await placeBefore(session, folder, own, left()); before !== undefined; ) {
          await untilGone(session, `${folder}/${before}`, left());
          before = await placeBefore(session, folder, own, left());
        }
        const confirmedAt = performance.now();
        const stat = await asked<Stat | null>(left(), 'confirm', (answered) =>
          session.exists(place, answered),
        );
        if (!stat) throw new Error(`the place in the queue for ${name} is gone`);
        const held: Held = {
          // The transaction that made the place: places in a queue are made in its order.
          token: Number(stat.czxid.readBigInt64BE()),
          // Who is cut off does not know whether its session goes on.
          lost: () =>
            session !== client ||
            session.getState() !== zookeeper.State.SYNC_CONNECTED ||
            performance.now() - confirmedAt >= leaseMs,
          release: () =>
            asked<void>(RELEASE_MS, 'take a place back', (answered) =>
              session.remove(place, (error) => answered(error, undefined)),
            ).catch((error: unknown) => {
              onTrouble(error);
              abandon(session, folder, own);
            }),
        };
        return held;
      } catch (error) {
        known.delete(folder);
        abandon(session, folder, own);
        throw error;
      }
    },
    close,
  };
}

/** Of the library's inside: once it is destroyed, the library connects anew, in the same session. */
const socketOf = (client: Client): Socket | undefined =>
  (client as unknown as { connectionManager: { socket?: Socket } }).connectionManager.socket;

/** @returns the node before one's own in the queue; undefined for the first */
async function placeBefore(
  session: Client,
  folder: string,
  own: string,
  ms: number,
): Promise<string | undefined> {
  const children = await asked<string[]>(ms, 'list the queue', (answered) =>
    session.getChildren(folder, (error, found) => answered(error, found)),
  );
  const queue = children.toSorted((one, other) => numberOf(one) - numberOf(other));
  const at = queue.findIndex((child) => child.startsWith(own));
  if (at === -1) throw new Error(`the place in ${folder} is gone: its session has ended`);
  return queue[at - 1];
}

/** Ten digits, which the server puts at the end of a sequential node's name. */
const numberOf = (child: string): number => Number(child.slice(-10));

const untilGone = (session: Client, path: string, ms: number): Promise<void> =>
  asked<void>(ms, `remove ${path}`, (answered) =>
    session.exists(
      path,
      () => answered(undefined, undefined),
      (error, stat) => {
        if (error || !stat) answered(error, undefined);
      },
    ),
  );

/** Removes a place that nobody waits in any more, as soon as the server can be reached; what cannot be removed ends with the session. */
function abandon(session: Client, folder: string, own: string): void {
  session.getChildren(folder, (error, children) => {
    if (error) return;
    for (const child of children.filter((each) => each.startsWith(own)))
      session.remove(`${folder}/${child}`, () => undefined);
  });
}
