import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { expect, it } from 'vitest';
import { eventually, Gate } from '../support.ts';
import { balancedConformance, type Network } from './conformance.ts';

const who = (asking: Transport, ms = 5_000): Promise<unknown> =>
  inCall({ correlationId: 'test', deadline: Date.now() + ms }, () => asking.rpc.call('catalog', 'who', {}));

/** Until both have been asked: a connection takes some time, and who is not connected yet is not asked. */
async function connected(asking: Transport): Promise<void> {
  const seen = new Set<unknown>();
  await eventually('both are asked', async () => {
    for (const each of await Promise.all(Array.from({ length: 10 }, () => who(asking)))) seen.add(each);
    return seen.has(0) && seen.has(1);
  });
}

const serve = (network: Network, instance: 0 | 1, before: () => Promise<void> = async () => undefined) =>
  network.serve(
    {
      async who() {
        await before();
        return instance;
      },
    },
    { instance },
  );

balancedConformance((network, balancing) => {
  it('a slow instance gets as much as the other one in turns, and else less', async () => {
    const gate = new Gate();
    let slow = false;
    let held = 0;
    await serve(network(), 0, async () => {
      if (!slow) return;
      held++;
      await gate.opened;
    });
    await serve(network(), 1);
    const asking = await network().end();
    await connected(asking);

    slow = true;
    let answered = 0;
    const calls: Promise<unknown>[] = [];
    for (let sent = 1; sent <= 20; sent++) {
      calls.push(who(asking, 10_000).then(() => answered++));
      // Before the next one is sent, this one is known to be with one of them.
      await eventually('it is answered, or held', () => held + answered === sent);
    }
    expect(held).toBe(balancing === 'round-robin' ? 10 : 1);
    gate.open();
    await Promise.all(calls);
  });

  it('an instance that ends is left alone, and gets its share again once it is back', async () => {
    const first = await serve(network(), 0);
    await serve(network(), 1);
    const asking = await network().end();
    await connected(asking);
    await first.drain(1_000);
    await first.close();
    await eventually('calls pass again', async () => (await who(asking).catch(() => undefined)) === 1);
    for (let i = 0; i < 20; i++) expect(await who(asking)).toBe(1);
    await serve(network(), 0);
    await connected(asking);
  });

  it('fails as unavailable when there is nobody', async () => {
    const asking = await network().end();
    await expect(who(asking)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
