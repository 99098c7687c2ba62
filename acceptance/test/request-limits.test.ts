import { USUAL_HTTP_LIMITS } from '@lab/shared-domain/adapters/process/limited-server';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { eventually } from '../behaviour/expectations.ts';
import { customerEmail } from '../behaviour/facts.ts';
import type { Answer, Ask, HttpClient } from '../behaviour/http-client.ts';
import { startOwnServer } from '../private-servers.ts';
import {
  customerOf,
  expectTooMany,
  FIVE_AT_ONCE,
  metric,
  openLimited,
  PAGE,
  rawClient,
  times,
  tokenOf,
} from './limited-shop.ts';

/** One after the other. */
async function statuses(http: HttpClient, asks: readonly Ask[]): Promise<number[]> {
  const found: number[] = [];
  for (const ask of asks) found.push((await http.send(ask)).status);
  return found;
}

describe('a fixed limit', () => {
  it('refuses a client that sends too much, whatever it says of where it comes from', async () => {
    const { http } = await openLimited(FIVE_AT_ONCE);
    const disguised = (i: number): Ask => ({
      ...PAGE,
      headers: {
        'x-forwarded-for': `192.0.2.${i}`,
        forwarded: `for=192.0.2.${i}`,
        'x-real-ip': `192.0.2.${i}`,
      },
    });
    expect(await statuses(http, times(7, disguised))).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expectTooMany(await http.send(PAGE));
    expect(await metric(http, 'shop_limited_requests_total')).toBe(8);
  });

  it('counts a customer by the token, and who has none of ours by the address', async () => {
    const { http } = await openLimited(FIVE_AT_ONCE);
    const [ada, bob] = [await tokenOf(http, customerEmail(1)), await tokenOf(http, customerEmail(2))];
    // Both sign-ins came from one address, which has three left.
    const forged = (i: number): Ask => ({ ...PAGE, token: `${ada.slice(0, -4)}${1000 + i}` });
    expect(await statuses(http, times(4, forged))).toEqual([200, 200, 200, 429]);
    const own = (token: string): Ask => ({ path: '/me/data', token });
    expect(
      await statuses(
        http,
        times(6, () => own(ada)),
      ),
    ).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await statuses(http, [own(bob), { ...PAGE, token: bob }])).toEqual([200, 200]);
  });

  it('refuses before it reads a body, and goes on with the connection', async () => {
    const { http, url } = await openLimited({ ...FIVE_AT_ONCE, LIMIT_BURST: 1 });
    await http.send(PAGE);
    // Neither JSON nor of a type that the shop reads.
    const body = '<no-json/>'.repeat(1_000);
    const post = { method: 'POST', path: '/orders', headers: { 'content-type': 'text/xml' }, body };
    for (let i = 0; i < 3; i += 1) expectTooMany(await http.send(post));

    const { socket, heard, closed } = await rawClient(url);
    socket.write('POST /orders HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n');
    await closed;
    expect(heard()).toMatch(/^HTTP\/1\.1 429 /);
    expect(heard()).toMatch(/^connection: close$/im);
  });

  describe('a connection of which a refused request has still to bring its body', () => {
    /** A client without tokens sends something, to a server that would wait for a body for ever. */
    const refused = async (bytes: number, sent: string) => {
      const limits = { ...USUAL_HTTP_LIMITS, requestMs: 600_000 };
      const { http, url } = await openLimited({ ...FIVE_AT_ONCE, LIMIT_BURST: 1 }, { limits });
      await http.send(PAGE);
      const { socket, heard, closed } = await rawClient(url);
      socket.write(`POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: ${bytes}\r\n\r\n${sent}`);
      await closed;
      expect(heard()).toMatch(/^HTTP\/1\.1 429 /);
      return heard();
    };
    const LAST = 'GET /health/live HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n';
    const answers = (text: string) => text.match(/HTTP\/1\.1 \d+/g)?.map((each) => each.slice(9));

    it('goes on behind a small one', async () => {
      expect(answers(await refused(9, `123456789${LAST}`))).toEqual(['429', '200']);
    });

    it('is closed when it does not come', async () => {
      expect(answers(await refused(9, '1234'))).toEqual(['429']);
    });

    it('is closed before a great one', async () => {
      const text = await refused(1_000_000, 'x'.repeat(100_000));
      expect(answers(text)).toEqual(['429']);
      expect(text).toMatch(/^connection: close$/im);
    });
  });

  it('never limits what operators look at', async () => {
    const { http } = await openLimited({ ...FIVE_AT_ONCE, LIMIT_BURST: 1 });
    expect(await statuses(http, [PAGE, PAGE])).toEqual([200, 429]);
    const operators = ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/HEALTH/ready'];
    for (const path of operators) expect((await http.send({ path })).status, path).toBe(200);
  });
});

describe('a fixed limit in Redis', () => {
  test('is one for two gateways, and each counts for itself while its server is away', async (context) => {
    const server = await startOwnServer('redis');
    if (typeof server === 'string') return skipLoudly(context, server);
    onTestFinished(() => server.release());
    const { env } = await server.freshNamespace();
    const at = { REDIS_URL: env.REDIS_URL ?? '', REDIS_PREFIX: env.REDIS_PREFIX ?? '' };
    const settings = { ...FIVE_AT_ONCE, LIMIT: 'fixed-redis', LIMIT_BURST: 20, ...at } as const;
    const [one, other] = [(await openLimited(settings)).http, (await openLimited(settings)).http];
    const COUNTED_HERE = 'shop_limit_counted_here_total';

    // Requests that come before a gateway is connected are counted by itself: they are not what is looked at here.
    const inRedis = (http: HttpClient) =>
      eventually('a request to be counted in Redis', async () => {
        const before = await metric(http, COUNTED_HERE);
        await http.send({ ...PAGE, token: undefined });
        return (await metric(http, COUNTED_HERE)) === before ? true : undefined;
      });
    await inRedis(one);
    await inRedis(other);

    /** On a busy machine Redis may answer late: a gateway counts that request for itself, and has tokens of its own. */
    const alone = async () => (await metric(one, COUNTED_HERE)) + (await metric(other, COUNTED_HERE));
    /** How many of 60 are let in, beyond the tokens that come meanwhile and those of the gateways' own. */
    const admitted = async (send: (ask: (i: number) => Promise<Answer>) => Promise<Answer[]>) => {
      const [before, aloneBefore] = [performance.now(), await alone()];
      const answers = await send((i) => (i % 2 === 0 ? one : other).send(customer));
      const more = Math.floor((performance.now() - before) / 10_000) + (await alone()) - aloneBefore;
      for (const answer of answers) if (answer.status !== 200) expectTooMany(answer);
      const many = answers.filter(({ status }) => status === 200).length;
      return { least: many - more, most: many };
    };
    let customer = await customerOf(one, 1);
    const inTurns = await admitted(async (ask) => {
      const answers: Answer[] = [];
      for (let i = 0; i < 60; i += 1) answers.push(await ask(i));
      return answers;
    });
    expect(inTurns.least).toBeLessThanOrEqual(20);
    expect(inTurns.most).toBeGreaterThanOrEqual(20);
    // Many at once: what is taken is taken once.
    customer = await customerOf(one, 2);
    const atOnce = await admitted((ask) => Promise.all(times(60, ask)));
    expect(atOnce.least).toBeLessThanOrEqual(20);
    expect(atOnce.most).toBeGreaterThanOrEqual(20);

    customer = await customerOf(one, 3);
    await server.outage?.kill();
    // Each gateway has a full bucket of its own.
    for (const http of [one, other]) {
      const [before, counted] = [performance.now(), await metric(http, COUNTED_HERE)];
      const found = await statuses(
        http,
        times(25, () => customer),
      );
      const refilled = Math.floor((performance.now() - before) / 10_000);
      const many = found.filter((status) => status === 200).length;
      expect(many).toBeGreaterThanOrEqual(20);
      expect(many).toBeLessThanOrEqual(20 + refilled);
      expect(await metric(http, COUNTED_HERE)).toBeGreaterThanOrEqual(counted + 25);
    }

    await server.outage?.restart();
    await eventually(
      'the limit to be counted in Redis again',
      async () => {
        const counted = await metric(one, COUNTED_HERE);
        await one.send(customer);
        return (await metric(one, COUNTED_HERE)) === counted ? true : undefined;
      },
      30_000,
    );
    for (const pid of server.pids()) process.kill(pid, 'SIGSTOP');
    try {
      // It hangs: each is answered nevertheless, one way or the other.
      for (let i = 0; i < 10; i += 1) expect([200, 429]).toContain((await one.send(customer)).status);
    } finally {
      for (const pid of server.pids()) process.kill(pid, 'SIGCONT');
    }
  });
});
