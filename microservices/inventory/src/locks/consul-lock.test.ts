import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { queued } from '@lab/shared-domain/kernel/lock';
import { expect, it, onTestFinished } from 'vitest';
import { openConsulLock } from './consul-lock.ts';

/** Longer than the lock waits for an answer. ms. */
const TOO_LONG_MS = 1_500;
const KEY = 'locks/tea';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
/** What is done to a question: the answer of `apply`, or none in time. */
type Meet = (question: string, apply: () => Answer) => Promise<Answer> | Answer;

/** As much of Consul as a lock asks: sessions, and keys that a session has. @param meet what happens to a question before it is applied, or after */
async function madeUpConsul(meet: Meet) {
  const holders = new Map<string, string>();
  const sessions = new Set<string>();
  let index = 0;

  function answerTo(url: URL, body: string): Answer {
    const [, , family, ...rest] = url.pathname.split('/');
    if (family === 'session') return answerOfSession(rest[0] ?? '', rest[1] ?? '');
    if (family === 'txn') {
      const [{ KV }] = JSON.parse(body) as [{ KV: { Key: string; Session: string } }];
      const holder = holders.get(KV.Key);
      if (!sessions.has(KV.Session)) return { status: 409, body: 'invalid session' };
      if (holder !== undefined && holder !== KV.Session) return { status: 409, body: 'lock is already held' };
      holders.set(KV.Key, KV.Session);
      index += 1;
      return { status: 200, body: { Results: [{ KV: { ModifyIndex: index } }] } };
    }
    const key = rest.join('/');
    const released = url.searchParams.get('release');
    if (released === null) return { status: 404, body: '' };
    const own = holders.get(key) === released;
    if (own) holders.delete(key);
    return { status: 200, body: own };
  }

  function answerOfSession(verb: string, id: string): Answer {
    if (verb === 'create') {
      const made = `session-${sessions.size + 1}`;
      sessions.add(made);
      return { status: 200, body: { ID: made } };
    }
    return { status: sessions.has(id) ? 200 : 404, body: [] };
  }

  const server = createServer((request, response) => {
    void reply(request).then(({ status, body }) =>
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)),
    );
  });
  async function reply(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '', 'http://consul');
    const body = await text(request);
    return meet(`${request.method} ${url.pathname}${url.search}`, () => answerTo(url, body));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { url, prefix: '', leaseMs: 2_000, onTrouble: () => undefined };
  const lock = queued(await openConsulLock(options));
  onTestFinished(async () => {
    await lock.close();
    server.closeAllConnections();
    server.close();
  });
  return { lock, holder: () => holders.get(KEY) };
}

/** Does something to the first question that matches, and lets all others pass. */
const first = (which: RegExp, meet: Meet): Meet => {
  let met = false;
  return (question, apply) => {
    if (met || !which.test(question)) return apply();
    met = true;
    return meet(question, apply);
  };
};

it('is not taken from its next holder by one who had no answer in time and gives back what he may have', async () => {
  const slow = first(/txn/, async (_question, apply) => {
    const answer = apply();
    await delay(TOO_LONG_MS);
    return answer;
  });
  let released = 0;
  const { lock, holder } = await madeUpConsul(async (question, apply) => {
    if (!/release=/.test(question)) return slow(question, apply);
    await delay(100);
    released += 1;
    return apply();
  });
  await expect(lock.acquire('tea', 5_000)).rejects.toMatchObject({ kind: 'unavailable' });
  const held = await lock.acquire('tea', 5_000);
  await expect.poll(() => released, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(held.lost()).toBe(false);
  expect(holder()).toBeDefined();
  await held.release();
  expect(holder()).toBeUndefined();
});

it('is not taken from its next holder by a release that arrives late', async () => {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let applied = false;
  const { lock, holder } = await madeUpConsul(
    first(/release=/, async (_question, apply) => {
      await arrived;
      const answer = apply();
      applied = true;
      return answer;
    }),
  );
  await (await lock.acquire('tea', 5_000)).release();
  const held = await lock.acquire('tea', 5_000);
  arrive();
  await expect.poll(() => applied, { timeout: 10_000 }).toBe(true);
  expect(held.lost()).toBe(false);
  expect(holder()).toBeDefined();
});

it('is kept while it is held, though another name was asked for in vain meanwhile', async () => {
  const renewed = new Map<string, number>();
  const unheard = first(/txn/, async (_question, apply) => {
    await delay(TOO_LONG_MS);
    return apply();
  });
  let teaIsHeld = false;
  const { lock } = await madeUpConsul((question, apply) => {
    const id = /renew\/(.+)$/.exec(question)?.[1];
    if (id !== undefined) renewed.set(id, (renewed.get(id) ?? 0) + 1);
    return teaIsHeld ? unheard(question, apply) : apply();
  });
  const renewals = (id: string) => renewed.get(id) ?? 0;
  const held = await lock.acquire('tea', 5_000);
  teaIsHeld = true;
  await expect(lock.acquire('coffee', 5_000)).rejects.toMatchObject({ kind: 'unavailable' });
  const before = renewals('session-1');
  await expect.poll(() => renewals('session-1'), { timeout: 10_000 }).toBeGreaterThan(before + 2);
  expect(held.lost()).toBe(false);
  await held.release();
  // Nobody needs it any more: the other session's next renewals are without it.
  const [own, other] = [renewals('session-1'), renewals('session-2')];
  await expect.poll(() => renewals('session-2'), { timeout: 10_000 }).toBeGreaterThan(other + 2);
  expect(renewals('session-1')).toBeLessThanOrEqual(own + 1);
});

it('begins a new session where the server does not know the old one', async () => {
  const { lock } = await madeUpConsul(first(/txn/, () => ({ status: 409, body: 'invalid session' })));
  const held = await lock.acquire('tea', 5_000);
  expect(held.lost()).toBe(false);
  await held.release();
});

it('is given back, where the server could not say whether it was given', async () => {
  const { lock, holder } = await madeUpConsul(
    first(/txn/, (_question, apply) => {
      apply();
      return { status: 500, body: 'rpc error: timed out' };
    }),
  );
  await expect(lock.acquire('tea', 5_000)).rejects.toMatchObject({ kind: 'unavailable' });
  await expect.poll(holder, { timeout: 10_000 }).toBeUndefined();
});
