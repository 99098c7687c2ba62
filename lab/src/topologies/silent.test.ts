import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from '../host/processes/free-ports.ts';
import { silentAmong } from './silent.ts';

test('names who takes the question and does not answer, not who answers, and not who is gone', async () => {
  const silent = createServer(() => undefined);
  const healthy = createServer((_, response) => response.end());
  const urls = [];
  for (const server of [silent, healthy]) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  const [gone] = await freePorts(1);
  const [gateway = '', orders = ''] = urls;
  const found = await silentAmong(
    [
      { name: 'gateway', pid: 1, url: gateway },
      { name: 'orders', pid: 2, url: orders },
      { name: 'catalog', pid: 3, url: `http://127.0.0.1:${gone}` },
    ],
    // Long enough for the healthy one on a machine that is busy: who is silent is silent for all of it.
    3_000,
  );
  for (const server of [silent, healthy]) server.closeAllConnections();
  for (const server of [silent, healthy]) server.close();
  expect(found).toEqual([{ name: 'gateway', pid: 1 }]);
});
