import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { eventually, expectProblem } from '../behaviour/expectations.ts';
import type { Answer } from '../behaviour/http-client.ts';
import { HttpClient } from '../behaviour/http-client.ts';
import { FIVE_AT_ONCE, metric, openLimited, PAGE, rawClient, times } from './limited-shop.ts';

/** So many are let in before anything has been learned. */
const FIRST = 20;

/** A shop in which nothing ends until it is let go, and nothing is learned. */
async function openHeld(LIMIT: 'adaptive' | 'priority') {
  const held: (() => void)[] = [];
  let holds = true;
  const lines: { readonly level: number }[] = [];
  const shop = await openLimited(
    { ...FIVE_AT_ONCE, LIMIT },
    {
      obstacle: () => (holds ? new Promise<void>((resolve) => held.push(resolve)) : Promise.resolve()),
      logger: pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    },
  );
  return {
    ...shop,
    held,
    lines,
    letGo() {
      holds = false;
      for (const resolve of held.splice(0)) resolve();
    },
    holdAgain() {
      holds = true;
    },
    /** Sends so many, of which so many find a place and wait there. The others are told that they do not. */
    async fill(count: number, places: number, send: () => Promise<Answer>): Promise<Promise<Answer>[]> {
      const before = held.length;
      let refused = 0;
      const sent = times(count, send);
      for (const each of sent) each.then(({ status }) => status === 503 && refused++).catch(() => undefined);
      await eventually(`${count - places} refusals of ${count}, while the others wait`, async () =>
        refused + held.length - before >= count ? true : undefined,
      );
      expect([refused, held.length - before]).toEqual([count - places, places]);
      return sent;
    },
  };
}

const placesOf = async (http: HttpClient) => Math.floor(await metric(http, 'shop_concurrency_limit'));

/** Resolves when a page finds a place, and waits there for its answer. */
const findsPlace = (http: HttpClient, held: readonly unknown[]) =>
  eventually('a place for a page', async () => {
    const before = held.length;
    let refused = false;
    const page = http.send(PAGE);
    void page.then(({ status }) => {
      refused = status === 503;
    });
    await eventually('it to be refused, or let in', async () =>
      refused || held.length > before ? true : undefined,
    );
    return refused ? undefined : { page };
  });

describe('a limit that follows latency', () => {
  it('refuses at once what it could not answer in time, and answers what it has let in', async () => {
    const { http, lines, letGo, fill } = await openHeld('adaptive');
    const sent = await fill(50, FIRST, () => http.send(PAGE));
    for (const path of ['/health/ready', '/metrics'])
      expect((await http.send({ path })).status, path).toBe(200);
    expect(await metric(http, 'shop_concurrency_limit')).toBe(FIRST);
    letGo();
    const answers = await Promise.all(sent);
    const refusals = answers.filter(({ status }) => status !== 200);
    expect(refusals).toHaveLength(50 - FIRST);
    for (const answer of refusals) {
      expectProblem(answer, 503, 'overloaded');
      expect(answer.headers['retry-after']).toBe('1');
    }
    expect((await http.send(PAGE)).status).toBe(200);
    // A flood of refusals is to cost little: they are counted, and are no errors of the shop's.
    const counted = 'shop_limited_requests_total{importance="browsing",outcome="refused"';
    expect(await metric(http, counted)).toBe(50 - FIRST);
    expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
  });

  it('keeps places for orders, and gives those of clients that have left to others', async () => {
    const { http, url, held, letGo, fill } = await openHeld('priority');
    const other = new HttpClient(url);
    const pages = await fill(30, 12, () => other.send(PAGE));
    // No token is needed to find a place: who has none is told so when it is his turn.
    const own = await fill(10, 4, () => http.send({ path: '/me/overview' }));
    const orders = await fill(10, 4, () => http.send({ method: 'POST', path: '/orders', json: {} }));
    other.close();
    await Promise.allSettled(pages);
    const { page } = await findsPlace(http, held);
    letGo();
    await Promise.all([...own, ...orders]);
    expect((await page).status).toBe(200);
  });

  it('gets back all places of a client that asks in advance and leaves, each once', async () => {
    const { http, url, held, letGo, holdAgain, fill } = await openHeld('adaptive');
    const client = await rawClient(url);
    client.socket.write('GET /products?limit=1 HTTP/1.1\r\nHost: shop\r\n\r\n'.repeat(FIRST));
    await eventually('all to be let in', async () => (held.length === FIRST ? true : undefined));
    expectProblem(await http.send(PAGE), 503, 'overloaded');
    client.socket.destroy();
    const { page } = await findsPlace(http, held);
    const others = (await placesOf(http)) - 1;
    const pages = await fill(others + 5, others, () => http.send(PAGE));
    // The shop goes on, and also makes the answers that nobody hears.
    letGo();
    await Promise.all([page, ...pages]);
    holdAgain();
    const places = await placesOf(http);
    const again = await fill(places + 5, places, () => http.send(PAGE));
    letGo();
    await Promise.all(again);
  });

  it('gives no place to a client that has still to send its body, nor to one that never does', async () => {
    const { http, url, letGo, holdAgain, fill } = await openHeld('adaptive');
    letGo();
    const head =
      'POST /orders HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{';
    const clients = await Promise.all(times(2 * FIRST, () => rawClient(url)));
    for (const { socket } of clients) socket.write(head);
    await eventually('the shop to read all bodies', async () =>
      clients.every(({ heard }) => heard() === 'HTTP/1.1 100 Continue\r\n\r\n') ? true : undefined,
    );
    expect((await http.send(PAGE)).status).toBe(200);
    const [leaving, sending] = [clients.slice(FIRST), clients.slice(0, FIRST)];
    for (const { socket } of leaving) socket.destroy();
    for (const { socket } of sending) socket.write('}');
    // Nobody has signed in.
    await eventually('their answers', async () =>
      sending.every(({ heard }) => heard().includes('HTTP/1.1 401 ')) ? true : undefined,
    );
    holdAgain();
    const places = await placesOf(http);
    const sent = await fill(places + 5, places, () => http.send(PAGE));
    letGo();
    await Promise.all(sent);
  });
});
