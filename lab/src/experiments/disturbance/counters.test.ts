import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { countsOf, openSagasAfter, valueIn } from './counters.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A process whose metrics are the next of these pages each time, and then the last one again. */
async function processWith(...pages: string[]) {
  let asked = 0;
  const server = createServer((_, response) => response.end(pages[Math.min(asked++, pages.length - 1)]));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { name: 'p', pid: 1, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const { signal } = new AbortController();

it('adds up the series of a metric, and no other', () => {
  const page = [
    '# HELP a b',
    'a{process="x"} 2',
    'a{process="y"} 3.5',
    'a_total{process="x"} 100',
    'ba 7',
  ].join('\n');
  expect([valueIn(page, 'a'), valueIn(page, 'ba'), valueIn(page, 'c')]).toEqual([5.5, 7, undefined]);
});

it('adds up what all processes have counted', async () => {
  const processes = [await processWith('a 1\nb 2'), await processWith('a 4')];
  expect([...(await countsOf({ processes }, ['a', 'b', 'c'], signal))]).toEqual([
    ['a', 5],
    ['b', 2],
  ]);
});

it('waits until no saga is open, by any of the instances that share them', async () => {
  const processes = [
    await processWith('other 1'),
    await processWith('shop_open_sagas 2', 'shop_open_sagas 1', 'shop_open_sagas 0'),
  ];
  expect(await openSagasAfter({ processes }, 5_000, signal)).toBe(0);
});

it('tells how many are open for good, and that there are none to count', async () => {
  const stuck = [await processWith('shop_open_sagas 3'), await processWith('shop_open_sagas 3')];
  expect(await openSagasAfter({ processes: stuck }, 250, signal)).toBe(3);
  expect(await openSagasAfter({ processes: [await processWith('other 1')] }, 250, signal)).toBeNull();
});
