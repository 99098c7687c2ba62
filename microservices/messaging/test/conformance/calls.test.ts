import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import { Timings } from '@lab/shared-domain/kernel/timings';
import { describe, expect, it } from 'vitest';
import { eventually, Gate } from '../support.ts';
import { ask, conformance, outcome, within } from './conformance.ts';

const find = {
  sku: 'SKU-1',
  name: 'Tee',
  description: '',
  category: 'a',
  price: { amount: 1, currency: 'EUR' },
};

conformance((network) => {
  describe('a call', () => {
    it('brings the handler the payload, and the caller the result', async () => {
      await network().serve({ echo: async (payload) => payload, find: async () => [find] });
      const asking = await network().end();
      const payload = { text: 'grüße', list: [1, 2.5, null], nested: { ok: true } };
      expect(await ask(asking, 'echo', payload)).toEqual(payload);
      expect(await ask(asking, 'echo', undefined)).toBeUndefined();
      expect(await ask(asking, 'echo', null)).toBeNull();
      expect(await ask(asking, 'echo', 'x'.repeat(5_000_000))).toHaveLength(5_000_000);
      expect(await ask(asking, 'find', { skus: ['SKU-1'] })).toEqual([find]);
    });

    it('keeps its answer apart from those of others that are under way', async () => {
      await network().serve({ double: async (n) => Number(n) * 2 });
      const asking = await network().end();
      const numbers = Array.from({ length: 500 }, (_, i) => i);
      const answers = await Promise.all(numbers.map((n) => ask(asking, 'double', n)));
      expect(answers).toEqual(numbers.map((n) => n * 2));
    });

    it('carries the correlation id, and reports where the time went', async () => {
      const work = async () => {
        await currentCall()?.timings.during('db', () => new Promise((resolve) => setTimeout(resolve, 20)));
        return currentCall()?.correlationId;
      };
      await network().serve({ work });
      const asking = await network().end();
      const timings = new Timings();
      expect(await inCall({ correlationId: 'request-7', timings }, () => ask(asking, 'work'))).toBe(
        'request-7',
      );
      const { calls, remoteDb, remoteHandler } = timings.snapshot();
      expect(remoteDb).toBeGreaterThan(15);
      expect(remoteHandler).toBeGreaterThanOrEqual(remoteDb);
      expect(calls).toBeGreaterThanOrEqual(remoteHandler);
    });

    it('carries the token of who has asked, and brings it along to what its handler asks', async () => {
      // As long as those of the shop: more than AMQP gives the type of a message.
      const token = `${'h'.repeat(36)}.${'p'.repeat(200)}.${'s'.repeat(43)}`;
      const middle = await network().end(1);
      const token1 = async () => [await ask(middle, 'token2'), currentCall()?.token ?? null];
      await network().serve({ token1, token2: async () => currentCall()?.token ?? null });
      const asking = await network().end();
      const asked = (given?: string) =>
        inCall({ correlationId: 'c', deadline: Date.now() + 5_000, token: given }, () =>
          ask(asking, 'token1'),
        );
      expect(await asked(token)).toEqual([token, token]);
      expect(await asked()).toEqual([null, null]);
    });

    it('counts as a message on either side, as its reply does', async () => {
      const serving = await network().serve({ x: async () => 1 });
      const asking = await network().end();
      for (let i = 0; i < 3; i++) await ask(asking, 'x');
      expect([asking.sent(), serving.sent()]).toEqual([3, 3]);
    });
  });

  describe('a failure', () => {
    it('of a handler does not tell internals, and is logged with the request that it belongs to', async () => {
      const fail = async () => {
        throw new Error('secret: table orders is locked');
      };
      await network().serve({ fail });
      const asking = await network().end();
      const failure = await inCall({ correlationId: 'bad-request-1' }, () => outcome(ask(asking, 'fail')));
      expect(failure).toMatchObject({ name: 'DependencyFailure', kind: 'failed', dependency: 'catalog' });
      expect(String(failure)).not.toContain('secret');
      const [line] = network().logger.find('error', 'secret: table orders is locked');
      expect(line?.fields).toMatchObject({ correlationId: 'bad-request-1', pattern: 'catalog.fail' });
    });

    it.each(['timeout', 'unavailable'] as const)(
      'of what the handler needs is passed on as %s',
      async (kind) => {
        const fail = async () => {
          throw new DependencyFailure('database', kind, 'busy');
        };
        await network().serve({ fail });
        const asking = await network().end();
        expect(await outcome(ask(asking, 'fail'))).toMatchObject({ kind, dependency: 'catalog' });
      },
    );

    it.each(['missing', 'constructor', '__proto__', ''])(
      'is what asks for the method "%s"',
      async (method) => {
        await network().serve({ x: async () => 1 });
        const asking = await network().end();
        expect(await outcome(ask(asking, method, {}))).toMatchObject({ kind: 'failed' });
        expect(await ask(asking, 'x')).toBe(1);
      },
    );

    it('is a result that cannot be written', async () => {
      await network().serve({ big: async () => 10n, x: async () => 1 });
      const asking = await network().end();
      expect(await outcome(ask(asking, 'big'))).toMatchObject({ kind: 'failed' });
      expect(await ask(asking, 'x')).toBe(1);
    });

    it('comes at once when nobody serves the context', async () => {
      const asking = await network().end();
      // Waiting for an answer would end as a timeout.
      expect(await outcome(asking.rpc.call('payments', 'wallet', { customerId: 'a' }))).toMatchObject({
        kind: 'unavailable',
        dependency: 'payments',
      });
    });

    it('comes at once when the transport is closed', async () => {
      await network().serve({ x: async () => 1 });
      const asking = await network().end();
      await asking.close();
      expect(await outcome(ask(asking, 'x'))).toMatchObject({ kind: 'unavailable' });
    });
  });

  describe('a deadline', () => {
    it('is known to the handler', async () => {
      await network().serve({ deadline: async () => currentCall()?.deadline });
      const asking = await network().end();
      const deadline = Date.now() + 5_000;
      expect(await inCall({ correlationId: 'a', deadline }, () => ask(asking, 'deadline'))).toBe(deadline);
    });

    it('that has passed before the call fails it at once', async () => {
      let executed = 0;
      const serving = await network().serve({ x: async () => ++executed });
      const asking = await network().end();
      const failure = await within(-1, () => outcome(ask(asking, 'x')));
      expect(failure).toMatchObject({ kind: 'timeout', message: expect.stringContaining('before the call') });
      expect([executed, asking.sent(), serving.sent()]).toEqual([0, 0, 0]);
    });

    it('ends the wait for an answer, and what comes later is dropped', async () => {
      const gate = new Gate();
      await network().serve({ slow: () => gate.opened.then(() => 'late'), x: async () => 1 });
      const asking = await network().end();
      const failure = await within(100, () => outcome(ask(asking, 'slow')));
      expect(failure).toMatchObject({ kind: 'timeout', dependency: 'catalog' });
      gate.open();
      expect(await ask(asking, 'x')).toBe(1);
    });

    it('that passes while a request waits for its turn keeps it from being carried out', async () => {
      const gate = new Gate();
      const begun: unknown[] = [];
      const work = async (name: unknown) => {
        begun.push(name);
        await gate.opened;
      };
      await network().serve({ work }, { atOnce: 1 });
      const asking = await network().end();
      const first = ask(asking, 'work', 'first');
      await eventually('the first is in work', () => begun.length === 1);
      expect(await within(50, () => outcome(ask(asking, 'work', 'late')))).toMatchObject({ kind: 'timeout' });
      gate.open();
      await first;
      await ask(asking, 'work', 'next');
      expect(begun).toEqual(['first', 'next']);
    });
  });
});
