import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { deployShop } from '../deployed-shop.ts';
import { suiteOf } from '../suite-arm.ts';

suiteOf('monolith-workers');

test('requests of one connection reach both workers', async () => {
  const shop = await deployShop('monolith+workers=2+balancing=request');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const workers = new Set<string | undefined>();
    for (let count = 0; count < 4; count += 1) {
      const asked = request(new URL('/metrics', shop.url), { agent }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      workers.add(/worker="(\d+)"/.exec(await text(answer))?.[1]);
    }
    expect(workers.size).toBe(2);
    expect(workers).not.toContain(undefined);
  } finally {
    agent.destroy();
    await shop.stop();
  }
});
