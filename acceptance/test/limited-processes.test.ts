import { once } from 'node:events';
import { connect } from 'node:net';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { describe, expect, onTestFinished, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { eventually } from '../behaviour/expectations.ts';
import { type Answer, type Ask, HttpClient } from '../behaviour/http-client.ts';
import { deployShop } from '../deployed-shop.ts';
import { startOwnServer } from '../private-servers.ts';
import { inSharedServers } from '../shared-servers.ts';
import { customerOf, expectTooMany, PAGE, sumIn, times } from './limited-shop.ts';

const LOOKED_AT = 'shop_limited_requests_total';
const COUNTED_HERE = 'shop_limit_counted_here_total';

/** One token in ten seconds: as good as none during a test. What comes nevertheless is counted. */
const LIMIT_RATE = '0.1';
const tokensSince = (since: number) => Math.floor((performance.now() - since) / 10_000);

/** A shop with a limit, as processes, until the test has ended. */
async function openProcesses(topology: string, env: Readonly<Record<string, string>>) {
  const shop = await deployShop(topology, { LIMIT_RATE, ...env });
  onTestFinished(() => shop.stop());
  const http = new HttpClient(shop.url);
  onTestFinished(() => http.close());
  return { url: shop.url, http };
}

async function inTurn(http: HttpClient, asks: readonly Ask[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const ask of asks) answers.push(await http.send(ask));
  return answers;
}

/** How many were let in. All others are told that they are too many. */
function letIn(answers: readonly Answer[]): number {
  const refused = answers.filter(({ status }) => status !== 200);
  for (const answer of refused) expectTooMany(answer);
  return answers.length - refused.length;
}

describe.each(['monolith', 'microservices'])('a fixed limit of the %s', (base) => {
  test('refuses what a client sends beyond it, whoever it says it is, and nobody else', async () => {
    const topology = `${base}+limit=fixed`;
    const servers = inSharedServers(topologyOf(topology).components);
    const { http } = await openProcesses(topology, { LIMIT_BURST: '5', ...servers });
    const begun = performance.now();
    const [ada, bob] = [await customerOf(http, 1), await customerOf(http, 2)];
    // Both sign-ins came from one address, which has three left.
    const disguised = (i: number): Ask => ({ ...PAGE, headers: { 'x-forwarded-for': `192.0.2.${i}` } });
    const pages = letIn(await inTurn(http, times(8, disguised)));
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(pages).toBeLessThanOrEqual(3 + tokensSince(begun));

    const since = performance.now();
    const asks = times(8, () => ada);
    const own = letIn(await inTurn(http, asks));
    expect(own).toBeGreaterThanOrEqual(5);
    expect(own).toBeLessThanOrEqual(5 + tokensSince(since));
    expect((await http.send(bob)).status).toBe(200);
    // One process has looked at all of them: two sign-ins, eight pages, eight requests of one customer, one of the other.
    const { text } = await http.send({ path: '/metrics' });
    expect(sumIn(text, LOOKED_AT)).toBe(19);
  });
});

test('a fixed limit of a cluster believes its own proxy, and no client', async (context) => {
  if (process.platform !== 'linux')
    return skipLoudly(context, 'another address of this machine: on Linux alone');
  const topology = 'monolith+workers=1+balancing=request+limit=fixed';
  const { url, http } = await openProcesses(topology, { LIMIT_BURST: '5' });
  const disguised = (i: number): Ask => ({ ...PAGE, headers: { 'x-forwarded-for': `192.0.2.${i}` } });
  const found = (await inTurn(http, times(7, disguised))).map(({ status }) => status);
  expect(found).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(await statusFrom('127.0.0.2', `${url}/products?limit=1`)).toBe(200);
});

async function statusFrom(localAddress: string, url: string): Promise<number | undefined> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
}

const BURST = 20;
const CROWD = 60;
const AT_ONCE = 10;

/** On a connection of its own: the primary of a cluster shares out connections. */
async function alone(url: string, ask: Ask): Promise<Answer> {
  const http = new HttpClient(url);
  try {
    return await http.send(ask);
  } finally {
    http.close();
  }
}

/** What a metric of each of two workers says, added up over its series. */
async function ofWorkers(url: string, metric: string): Promise<number[]> {
  const pages = new Map<string, string>();
  await eventually('both workers to tell', async () => {
    const { text } = await alone(url, { path: '/metrics' });
    const [, worker = ''] = /\bworker="(\d+)"/.exec(text) ?? [];
    expect(worker).not.toBe('');
    pages.set(worker, text);
    return pages.size === 2 ? true : undefined;
  });
  return [...pages]
    .toSorted(([one], [other]) => Number(one) - Number(other))
    .map(([, text]) => sumIn(text, metric));
}

const countedHere = async (url: string): Promise<number> => {
  const [one = 0, other = 0] = await ofWorkers(url, COUNTED_HERE);
  return one + other;
};

/** What becomes of one customer's crowd of requests to two workers, of which each must get some. */
async function sendCrowd(url: string, customer: Ask) {
  const [looked, here, since] = [await ofWorkers(url, LOOKED_AT), await countedHere(url), performance.now()];
  const answers: Answer[] = [];
  while (answers.length < CROWD)
    answers.push(...(await Promise.all(times(AT_ONCE, () => alone(url, customer)))));
  const tokens = tokensSince(since);
  for (const [i, count] of (await ofWorkers(url, LOOKED_AT)).entries())
    expect(count, 'a worker has looked at some of them').toBeGreaterThan(looked[i] ?? 0);
  return { many: letIn(answers), tokens, alone: (await countedHere(url)) - here };
}

describe('a fixed limit of two workers', () => {
  test('is one for both in Redis: a burst, what comes meanwhile, and nothing more', async (context) => {
    const server = await startOwnServer('redis');
    if (typeof server === 'string') return skipLoudly(context, server);
    onTestFinished(() => server.release());
    const env = { LIMIT_BURST: String(BURST), ...(await server.freshNamespace()).env };
    const { url, http } = await openProcesses('monolith+workers=2+limit=fixed-redis', env);
    const customers: Ask[] = [];
    for (const number of [1, 2, 3]) customers.push(await customerOf(http, number));
    // A worker that is not connected yet counts for itself.
    await eventually('both workers to count in Redis', async () => {
      const before = await countedHere(url);
      await Promise.all(times(AT_ONCE, () => alone(url, PAGE)));
      return (await countedHere(url)) === before ? true : undefined;
    });
    for (const customer of customers) {
      const crowd = await sendCrowd(url, customer);
      expect(crowd.many).toBeGreaterThanOrEqual(BURST);
      expect(crowd.many - crowd.alone).toBeLessThanOrEqual(BURST + crowd.tokens);
      // On a busy machine Redis answers late now and then, and a worker counts for itself. The next crowd may have none of that.
      if (crowd.alone === 0) break;
    }
  });

  test('is one for each without: together they let in more', async () => {
    const env = { LIMIT_BURST: String(BURST) };
    const { url, http } = await openProcesses('monolith+workers=2+limit=fixed', env);
    const crowd = await sendCrowd(url, await customerOf(http, 1));
    expect(crowd.many).toBeGreaterThan(BURST + crowd.tokens);
    expect(crowd.many).toBeLessThanOrEqual(2 * (BURST + crowd.tokens));
  });
});
